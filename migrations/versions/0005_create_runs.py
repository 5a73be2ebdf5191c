"""Create runs of the matcher, their requests and the leases.

Revision: 0005_create_runs
Comes after: 0004_create_sessions
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_create_runs"
down_revision = "0004_create_sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "matching_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_key", sa.String(length=80), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("tick", sa.String(length=8), nullable=False),
        sa.Column("is_dry", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("n_requests", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_offers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_pairs", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_proposed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_unmatched", sa.Integer(), server_default="0", nullable=False),
        sa.Column("gap", sa.BigInteger(), nullable=True),
        sa.Column("certificate", sa.String(length=200), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_runs")),
    )
    with op.batch_alter_table("matching_runs", schema=None) as batch_op:
        batch_op.create_index(
            "uq_matching_runs_tick",
            ["group_key", "local_date", "tick"],
            unique=True,
            sqlite_where=sa.text("tick <> ''"),
            postgresql_where=sa.text("tick <> ''"),
        )

    op.create_table(
        "run_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_run_requests_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_run_requests_neighbourhood_id_neighbourhoods"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["matching_runs.id"], name=op.f("fk_run_requests_run_id_matching_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_requests")),
    )
    with op.batch_alter_table("run_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_run_requests_asked_by_id"), ["asked_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_run_requests_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_run_requests_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_requests_taken_at"), ["taken_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("run_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_requests_taken_at"))
        batch_op.drop_index(batch_op.f("ix_run_requests_run_id"))
        batch_op.drop_index(batch_op.f("ix_run_requests_neighbourhood_id"))
        batch_op.drop_index(batch_op.f("ix_run_requests_asked_by_id"))

    op.drop_table("run_requests")
    with op.batch_alter_table("matching_runs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_matching_runs_tick",
            sqlite_where=sa.text("tick <> ''"),
            postgresql_where=sa.text("tick <> ''"),
        )

    op.drop_table("matching_runs")
    op.drop_table("leases")
