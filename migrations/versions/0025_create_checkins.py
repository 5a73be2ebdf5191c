"""Create the veille: who takes part, the rounds, what each call gave, the ladder.

Revision: 0025_create_checkins
Comes after: 0024_knock_at_doors
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025_create_checkins"
down_revision = "0024_knock_at_doors"
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
)
NEW_MESSAGE_KINDS = ("weekly_news", "heat_advice", "worry")
PURPOSES = ("answer", "appointment", "unsubscribe", "confirm", "feedback", "pause", "renew")
NEW_PURPOSES = ("news",)
CONSENTS = ("spoken_for", "charter", "advance_known", "parent")
NEW_CONSENTS = ("veille",)
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
    "of_age",
    "post_ends",
    "numbers",
)
NEW_TASK_KINDS = (
    "worry",
    "call_relative",
    "go_to_door",
    "call_services",
    "need_heard",
    "news_call",
    "veille_yes",
    "veille_renewal",
    "daily_round",
    "first_visit",
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
    """Tasks stay when the message that they are about goes; read mails when the task goes."""
    tasks = sa.table("tasks", sa.column("id"), sa.column("kind"), sa.column("message_id"))
    messages = sa.table("messages", sa.column("id"), sa.column("kind"))
    mails = sa.table("incoming_mails", sa.column("task_id"), sa.column("message_id"))
    gone = sa.select(messages.c.id).where(messages.c.kind.in_(NEW_MESSAGE_KINDS))
    op.execute(sa.update(tasks).where(tasks.c.message_id.in_(gone)).values(message_id=None))
    op.execute(sa.update(mails).where(mails.c.message_id.in_(gone)).values(message_id=None))
    ended = sa.select(tasks.c.id).where(tasks.c.kind.in_(NEW_TASK_KINDS))
    op.execute(sa.update(mails).where(mails.c.task_id.in_(ended)).values(task_id=None))


def create_alerts() -> None:
    """One table."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ordinary",
                "heat",
                "cold",
                name="round_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "yellow",
                "orange",
                "red",
                name="alert_level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_alerts_neighbourhood_id_neighbourhoods"),
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["users.id"], name=op.f("fk_alerts_set_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(
        op.f("ix_alerts_neighbourhood_id"), "alerts", ["neighbourhood_id"], unique=False
    )
    op.create_index(op.f("ix_alerts_set_by_id"), "alerts", ["set_by_id"], unique=False)
    op.create_index(
        "uq_alerts_current",
        "alerts",
        ["neighbourhood_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def create_enrolments() -> None:
    """One table."""
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "active",
                "ended",
                name="enrolment_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "entered_by",
            sa.Enum(
                "person",
                "other",
                name="entered_by",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "cadence",
            sa.Enum(
                "daily",
                "twice_a_week",
                "weekly",
                "fortnightly",
                "alerts_only",
                name="cadence",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "news_by",
            sa.Enum(
                "round",
                "mail",
                name="news_by",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("wants_alert_mail", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "preferred_half_day",
            sa.Enum(
                "morning",
                "afternoon",
                "evening",
                name="half_day",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("preferred_time", sa.Time(), nullable=True),
        sa.Column(
            "topic",
            sa.Enum(
                "weather",
                "cooking",
                "garden",
                "pets",
                "music",
                "reading",
                "television",
                "sport",
                "games",
                "memories",
                "neighbours",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "after_hours",
            sa.Enum(
                "nobody",
                "relative",
                "circle",
                name="after_hours",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("mot_de_passage", sa.String(length=60), nullable=False),
        sa.Column("agreed_until", sa.Date(), nullable=True),
        sa.Column("last_news_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silent_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("streak", sa.Integer(), server_default="1", nullable=False),
        sa.Column("call_again_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_enrolments_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_enrolments_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    op.create_index(
        op.f("ix_enrolments_recorded_by_id"), "enrolments", ["recorded_by_id"], unique=False
    )
    op.create_index(op.f("ix_enrolments_user_id"), "enrolments", ["user_id"], unique=True)


def create_rounds() -> None:
    """One table."""
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ordinary",
                "heat",
                "cold",
                name="round_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "yellow",
                "orange",
                "red",
                name="alert_level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "order",
            sa.Enum(
                "walking",
                "priority",
                name="round_order",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "closed",
                name="round_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("n_people", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_news", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_silent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_worrying", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["users.id"], name=op.f("fk_rounds_closed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_rounds_neighbourhood_id_neighbourhoods"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["users.id"], name=op.f("fk_rounds_opened_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["users.id"], name=op.f("fk_rounds_responsible_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index(op.f("ix_rounds_closed_by_id"), "rounds", ["closed_by_id"], unique=False)
    op.create_index(
        op.f("ix_rounds_neighbourhood_id"), "rounds", ["neighbourhood_id"], unique=False
    )
    op.create_index(op.f("ix_rounds_opened_by_id"), "rounds", ["opened_by_id"], unique=False)
    op.create_index(op.f("ix_rounds_responsible_id"), "rounds", ["responsible_id"], unique=False)
    op.create_index(
        "uq_rounds_current",
        "rounds",
        ["neighbourhood_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def create_weekly_news() -> None:
    """One table."""
    op.create_table(
        "weekly_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "fine",
                "call",
                "need",
                name="weekly_answer",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_for_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_weekly_news_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_news")),
        sa.UniqueConstraint("user_id", "week_on", name=op.f("uq_weekly_news_user_id_week_on")),
    )
    op.create_index(op.f("ix_weekly_news_user_id"), "weekly_news", ["user_id"], unique=False)


def create_call_sheets() -> None:
    """One table."""
    op.create_table(
        "call_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "fate",
            sa.Enum(
                "returned",
                "destroyed",
                "not_printed",
                name="sheet_fate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("fate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fate_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["fate_by_id"], ["users.id"], name=op.f("fk_call_sheets_fate_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_call_sheets_round_id_rounds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_sheets")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_call_sheets_round_id_number")),
    )
    op.create_index(op.f("ix_call_sheets_fate_by_id"), "call_sheets", ["fate_by_id"], unique=False)
    op.create_index(op.f("ix_call_sheets_round_id"), "call_sheets", ["round_id"], unique=False)


def create_circle_members() -> None:
    """One table."""
    op.create_table(
        "circle_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("neighbour_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolments.id"],
            name=op.f("fk_circle_members_enrolment_id_enrolments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["neighbour_id"], ["users.id"], name=op.f("fk_circle_members_neighbour_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_members")),
        sa.UniqueConstraint(
            "enrolment_id", "neighbour_id", name=op.f("uq_circle_members_enrolment_id_neighbour_id")
        ),
    )
    op.create_index(
        op.f("ix_circle_members_enrolment_id"), "circle_members", ["enrolment_id"], unique=False
    )
    op.create_index(
        op.f("ix_circle_members_neighbour_id"), "circle_members", ["neighbour_id"], unique=False
    )


def create_round_entries() -> None:
    """One table."""
    op.create_table(
        "round_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "fine",
                "needs",
                "silent",
                "worrying",
                "withdrawn",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("n_attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("need", sa.String(length=24), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_entries_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["call_sheets.id"], name=op.f("fk_round_entries_sheet_id_call_sheets")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_round_entries_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_entries")),
        sa.UniqueConstraint(
            "round_id", "position", name=op.f("uq_round_entries_round_id_position")
        ),
        sa.UniqueConstraint("round_id", "user_id", name=op.f("uq_round_entries_round_id_user_id")),
    )
    op.create_index(op.f("ix_round_entries_round_id"), "round_entries", ["round_id"], unique=False)
    op.create_index(op.f("ix_round_entries_sheet_id"), "round_entries", ["sheet_id"], unique=False)
    op.create_index(op.f("ix_round_entries_user_id"), "round_entries", ["user_id"], unique=False)


def create_round_attempts() -> None:
    """One table."""
    op.create_table(
        "round_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "fine",
                "needs",
                "silent",
                "worrying",
                "withdrawn",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_round_attempts_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["round_entries.id"],
            name=op.f("fk_round_attempts_entry_id_round_entries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_attempts")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_round_attempts_entry_id_number")),
    )
    op.create_index(op.f("ix_round_attempts_by_id"), "round_attempts", ["by_id"], unique=False)
    op.create_index(
        op.f("ix_round_attempts_entry_id"), "round_attempts", ["entry_id"], unique=False
    )


def create_ladder_rungs() -> None:
    """One table."""
    op.create_table(
        "ladder_rungs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column(
            "rung",
            sa.Enum(
                "relative",
                "door",
                "services",
                name="rung",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("responsible_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("climbed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolments.id"],
            name=op.f("fk_ladder_rungs_enrolment_id_enrolments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["users.id"], name=op.f("fk_ladder_rungs_responsible_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["tasks.id"],
            name=op.f("fk_ladder_rungs_task_id_tasks"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_rungs")),
        sa.UniqueConstraint(
            "enrolment_id", "streak", "rung", name=op.f("uq_ladder_rungs_enrolment_id_streak_rung")
        ),
    )
    op.create_index(
        op.f("ix_ladder_rungs_enrolment_id"), "ladder_rungs", ["enrolment_id"], unique=False
    )
    op.create_index(
        op.f("ix_ladder_rungs_responsible_id"), "ladder_rungs", ["responsible_id"], unique=False
    )
    op.create_index(op.f("ix_ladder_rungs_task_id"), "ladder_rungs", ["task_id"], unique=False)


def upgrade() -> None:
    """Apply."""
    keep_within("messages", "kind", "message_kind", MESSAGE_KINDS + NEW_MESSAGE_KINDS)
    keep_within("tokens", "purpose", "token_purpose", PURPOSES + NEW_PURPOSES)
    keep_within("tasks", "kind", "task_kind", TASK_KINDS + NEW_TASK_KINDS)
    keep_within("consents", "purpose", "consent_purpose", CONSENTS + NEW_CONSENTS)
    with op.batch_alter_table("users") as users:
        users.add_column(
            sa.Column("is_in_veille", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    create_alerts()
    create_enrolments()
    create_rounds()
    create_weekly_news()
    create_call_sheets()
    create_circle_members()
    create_round_entries()
    create_round_attempts()
    create_ladder_rungs()


def downgrade() -> None:
    """Take back."""
    for table in (
        "ladder_rungs",
        "round_attempts",
        "round_entries",
        "circle_members",
        "call_sheets",
        "weekly_news",
        "rounds",
        "enrolments",
        "alerts",
    ):
        op.drop_table(table)
    with op.batch_alter_table("users") as users:
        users.drop_column("is_in_veille")
    detach_tasks()
    forget("tasks", "kind", NEW_TASK_KINDS)
    forget("messages", "kind", NEW_MESSAGE_KINDS)
    forget("tokens", "purpose", NEW_PURPOSES)
    forget("consents", "purpose", NEW_CONSENTS)
    keep_within("consents", "purpose", "consent_purpose", CONSENTS)
    keep_within("tasks", "kind", "task_kind", TASK_KINDS)
    keep_within("tokens", "purpose", "token_purpose", PURPOSES)
    keep_within("messages", "kind", "message_kind", MESSAGE_KINDS)
