"""Let two at one desk see who takes care of what, and keep what they decide about a request.

Revision: 0023_share_the_desk
Comes after: 0022_know_neighbours
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023_share_the_desk"
down_revision = "0022_know_neighbours"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "desk_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("callee_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint(
            "(task_id IS NULL) <> (callee_id IS NULL)", name=op.f("ck_desk_claims_one_subject")
        ),
        *[
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_desk_claims_{column}_{table}"),
                ondelete=on_delete,
            )
            for column, table, on_delete in (
                ("task_id", "tasks", "CASCADE"),
                ("callee_id", "users", "CASCADE"),
                ("holder_id", "users", None),
                ("handed_by_id", "users", None),
            )
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_claims")),
        sa.UniqueConstraint("task_id", name=op.f("uq_desk_claims_task_id")),
        sa.UniqueConstraint("callee_id", name=op.f("uq_desk_claims_callee_id")),
    )
    op.create_index(op.f("ix_desk_claims_holder_id"), "desk_claims", ["holder_id"])
    op.create_index(op.f("ix_desk_claims_handed_by_id"), "desk_claims", ["handed_by_id"])
    op.create_table(
        "request_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column(
            "wish",
            sa.Enum(
                "pin",
                "forbid",
                name="helper_wish",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["help_request_id"],
            ["help_requests.id"],
            name=op.f("fk_request_choices_help_request_id_help_requests"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["users.id"], name=op.f("fk_request_choices_helper_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_request_choices_decided_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_choices")),
        sa.UniqueConstraint(
            "help_request_id",
            "helper_id",
            name=op.f("uq_request_choices_help_request_id_helper_id"),
        ),
    )
    op.create_index(op.f("ix_request_choices_helper_id"), "request_choices", ["helper_id"])
    op.create_index(op.f("ix_request_choices_decided_by_id"), "request_choices", ["decided_by_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("request_choices")
    op.drop_table("desk_claims")
