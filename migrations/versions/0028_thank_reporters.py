"""Remember who told us of a need, to say « C'est fait, merci » and nothing more.

Revision: 0028_thank_reporters
Comes after: 0027_write_each_morning
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028_thank_reporters"
down_revision = "0027_write_each_morning"
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
    "desk_morning",
)
NEW = "need_answered"


def keep_within(members: tuple[str, ...]) -> None:
    """Replace the CHECK that keeps the kind of a message within the members of its enum."""
    allowed = ", ".join(f"'{member}'" for member in members)
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint(op.f("ck_messages_message_kind"), type_="check")
        messages.create_check_constraint(op.f("ck_messages_message_kind"), f"kind IN ({allowed})")


def upgrade() -> None:
    """Apply."""
    keep_within((*MESSAGE_KINDS, NEW))
    with op.batch_alter_table("help_requests") as requests:
        requests.add_column(sa.Column("reported_by_id", sa.Integer(), nullable=True))
        requests.create_foreign_key(
            op.f("fk_help_requests_reported_by_id_users"), "users", ["reported_by_id"], ["id"]
        )
        requests.create_index(op.f("ix_help_requests_reported_by_id"), ["reported_by_id"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("help_requests") as requests:
        requests.drop_index(op.f("ix_help_requests_reported_by_id"))
        requests.drop_constraint(op.f("fk_help_requests_reported_by_id_users"), type_="foreignkey")
        requests.drop_column("reported_by_id")
    messages = sa.table("messages", sa.column("id"), sa.column("kind"))
    gone = sa.select(messages.c.id).where(messages.c.kind == NEW)
    for name in ("tasks", "incoming_mails"):
        rows = sa.table(name, sa.column("message_id"))
        op.execute(sa.update(rows).where(rows.c.message_id.in_(gone)).values(message_id=None))
    op.execute(sa.delete(messages).where(messages.c.kind == NEW))
    keep_within(MESSAGE_KINDS)
