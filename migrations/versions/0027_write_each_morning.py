"""Know the mail that tells a desk each morning what waits.

Revision: 0027_write_each_morning
Comes after: 0026_ask_second_factor
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027_write_each_morning"
down_revision = "0026_ask_second_factor"
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
    "weekly_news",
    "heat_advice",
    "worry",
)
NEW_MESSAGE_KINDS = ("desk_morning",)


def keep_within(members: tuple[str, ...]) -> None:
    """Replace the CHECK that keeps a message's kind within the members of its enum."""
    allowed = ", ".join(f"'{member}'" for member in members)
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint(op.f("ck_messages_message_kind"), type_="check")
        messages.create_check_constraint(op.f("ck_messages_message_kind"), f"kind IN ({allowed})")


def upgrade() -> None:
    """Apply."""
    keep_within(MESSAGE_KINDS + NEW_MESSAGE_KINDS)


def downgrade() -> None:
    """Take back: tasks stay when the mail that they are about goes."""
    tasks = sa.table("tasks", sa.column("message_id"))
    messages = sa.table("messages", sa.column("id"), sa.column("kind"))
    gone = sa.select(messages.c.id).where(messages.c.kind.in_(NEW_MESSAGE_KINDS))
    op.execute(sa.update(tasks).where(tasks.c.message_id.in_(gone)).values(message_id=None))
    op.execute(sa.delete(messages).where(messages.c.kind.in_(NEW_MESSAGE_KINDS)))
    keep_within(MESSAGE_KINDS)
