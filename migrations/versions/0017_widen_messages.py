"""Know the messages, links and tasks of the whole loop, and the words that somebody wrote.

Revision: 0017_widen_messages
Comes after: 0016_note_what_happens
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_widen_messages"
down_revision = "0016_note_what_happens"
branch_labels = None
depends_on = None

MESSAGE_KINDS = (
    "sign_in",
    "confirm_request",
    "confirm_offer",
    "confirm_join",
    "proposal_helper",
    "proposal_resident",
    "helper_said_yes",
    "agreed_resident",
    "agreed_helper",
    "superseded",
    "resident_said_no",
    "proposal_withdrawn",
    "cancelled",
)
NEW_MESSAGE_KINDS = (
    "still_searching",
    "post_ends",
    "appointment_reminder",
    "running_late",
    "nobody_at_door",
    "feedback",
    "feedback_reminder",
    "merci",
    "meet_again",
    "inactive_notice",
    "left",
)
PURPOSES = (
    "answer",
    "appointment",
    "unsubscribe",
    "confirm",
)
NEW_PURPOSES = (
    "feedback",
    "pause",
    "renew",
)
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
)
NEW_TASK_KINDS = (
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


def keep_within(table: str, column: str, name: str, members: tuple[str, ...]) -> None:
    """Replace the CHECK that keeps a column within the members of its enum."""
    allowed = ", ".join(f"'{member}'" for member in members)
    with op.batch_alter_table(table) as altered:
        altered.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        altered.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({allowed})")


def forget(table: str, column: str, members: tuple[str, ...]) -> None:
    """Rows of members that an earlier schema does not know."""
    rows = sa.table(table, sa.column(column))
    op.execute(sa.delete(rows).where(rows.c[column].in_(members)))


def detach_tasks() -> None:
    """Tasks stay when the message that they are about goes."""
    tasks = sa.table("tasks", sa.column("message_id"))
    messages = sa.table("messages", sa.column("id"), sa.column("kind"))
    gone = sa.select(messages.c.id).where(messages.c.kind.in_(NEW_MESSAGE_KINDS))
    op.execute(sa.update(tasks).where(tasks.c.message_id.in_(gone)).values(message_id=None))


def upgrade() -> None:
    """Apply."""
    keep_within("messages", "kind", "message_kind", MESSAGE_KINDS + NEW_MESSAGE_KINDS)
    keep_within("tokens", "purpose", "token_purpose", PURPOSES + NEW_PURPOSES)
    keep_within("tasks", "kind", "task_kind", TASK_KINDS + NEW_TASK_KINDS)
    with op.batch_alter_table("tasks") as tasks:
        tasks.add_column(sa.Column("words", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("tasks") as tasks:
        tasks.drop_column("words")
    forget("tasks", "kind", NEW_TASK_KINDS)
    detach_tasks()
    forget("messages", "kind", NEW_MESSAGE_KINDS)
    forget("tokens", "purpose", NEW_PURPOSES)
    keep_within("tasks", "kind", "task_kind", TASK_KINDS)
    keep_within("tokens", "purpose", "token_purpose", PURPOSES)
    keep_within("messages", "kind", "message_kind", MESSAGE_KINDS)
