"""Let somebody who was under 18 say that this is over: the desk confirms it.

Revision: 0020_hear_young_people
Comes after: 0019_seal_journal
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_hear_young_people"
down_revision = "0019_seal_journal"
branch_labels = None
depends_on = None

TASK_KINDS = (
    "meet",
    "confirm",
    "talk",
    "place_address",
    "arrange",
    "failed_message",
    "silence",
    "waiting",
    "refusals",
    "run_failed",
    "moved",
    "late",
    "nobody",
    "reply",
    "report",
    "went_badly",
    "keys",
    "own_yes",
    "parent",
    "post_ends",
    "numbers",
)
NEW_TASK_KINDS = ("of_age",)


def keep_within(members: tuple[str, ...]) -> None:
    """Replace the CHECK that keeps a task's kind within the members of its enum."""
    allowed = ", ".join(f"'{member}'" for member in members)
    with op.batch_alter_table("tasks") as tasks:
        tasks.drop_constraint(op.f("ck_tasks_task_kind"), type_="check")
        tasks.create_check_constraint(op.f("ck_tasks_task_kind"), f"kind IN ({allowed})")


def upgrade() -> None:
    """Apply."""
    keep_within(TASK_KINDS + NEW_TASK_KINDS)


def downgrade() -> None:
    """Take back."""
    tasks = sa.table("tasks", sa.column("kind"))
    op.execute(sa.delete(tasks).where(tasks.c.kind.in_(NEW_TASK_KINDS)))
    keep_within(TASK_KINDS)
