"""Keep what the desk knows of a neighbour: call hours, levels, referees, merges.

Revision: 0022_know_neighbours
Comes after: 0021_remind_by_call
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022_know_neighbours"
down_revision = "0021_remind_by_call"
branch_labels = None
depends_on = None


def person(table: str, name: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    """A column that names somebody, with its key."""
    key = sa.ForeignKeyConstraint([name], ["users.id"], name=op.f(f"fk_{table}_{name}_users"))
    return [sa.Column(name, sa.Integer(), nullable=nullable), key]


def number(table: str) -> list[sa.schema.SchemaItem]:
    """The row's own number."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


PEOPLE = {
    "level_changes": ("user_id", "changed_by_id"),
    "referees": ("user_id", "named_by_id", "confirmed_by_id"),
    "merges": ("kept_id", "gone_id", "merged_by_id"),
}


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("call_hours", sa.String(60), nullable=False, server_default=""))
    op.create_table(
        "level_changes",
        *number("level_changes"),
        *person("level_changes", "user_id"),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        *person("level_changes", "changed_by_id", nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "referees",
        *number("referees"),
        *person("referees", "user_id"),
        sa.Column("first_name", sa.String(60), nullable=False),
        *person("referees", "named_by_id", nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        *person("referees", "confirmed_by_id", nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "merges",
        *number("merges"),
        *person("merges", "kept_id"),
        *person("merges", "gone_id"),
        *person("merges", "merged_by_id", nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_merges_two")),
    )
    for table, columns in PEOPLE.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    _remember_levels()


def _remember_levels() -> None:
    """The journal forgets after a year who said what; the levels that it still knows are kept."""
    journal = sa.table(
        "journal",
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("actor_id", sa.Integer()),
        sa.column("action", sa.String()),
        sa.column("subject_id", sa.Integer()),
        sa.column("numbers", sa.JSON()),
    )
    people = sa.table("users", sa.column("id", sa.Integer()))
    changes = sa.table(
        "level_changes",
        sa.column("user_id", sa.Integer()),
        sa.column("before", sa.Integer()),
        sa.column("after", sa.Integer()),
        sa.column("changed_by_id", sa.Integer()),
        sa.column("changed_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(people.c.id)))
    said = connection.execute(
        sa.select(journal).where(journal.c.action == "level_set").order_by(journal.c.at)
    )
    rows = [
        {
            "user_id": row.subject_id,
            "before": row.numbers["before"],
            "after": row.numbers["after"],
            "changed_by_id": row.actor_id if row.actor_id in known else None,
            "changed_at": row.at,
        }
        for row in said
        if row.subject_id in known and row.numbers["before"] != row.numbers["after"]
    ]
    if rows:
        connection.execute(sa.insert(changes), rows)


def downgrade() -> None:
    """Take back."""
    for table in reversed(PEOPLE):
        op.drop_table(table)
    with op.batch_alter_table("users") as users:
        users.drop_column("call_hours")
