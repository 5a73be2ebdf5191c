"""Create neighbourhoods, their desks, streets and meeting points.

Revision: 0001_create_neighbourhoods
Comes after:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_create_neighbourhoods"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "neighbourhoods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("place_phrase", sa.String(length=80), nullable=False),
        sa.Column("commune", sa.String(length=80), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("cell_unknown_m", sa.Integer(), nullable=False),
        sa.Column("cell_met_m", sa.Integer(), nullable=False),
        sa.Column("desk_name", sa.String(length=60), nullable=False),
        sa.Column("desk_phone", sa.String(length=20), nullable=False),
        sa.Column("desk_email", sa.String(length=254), nullable=False),
        sa.Column("controller_name", sa.String(length=120), nullable=False),
        sa.Column("controller_contact", sa.String(length=200), nullable=False),
        sa.Column("insurer", sa.String(length=120), nullable=False),
        sa.Column("insurance_contract", sa.String(length=80), nullable=False),
        sa.Column("insurance_contact", sa.String(length=200), nullable=False),
        sa.Column("shows_first_names", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbourhoods")),
        sa.UniqueConstraint("code", name=op.f("uq_neighbourhoods_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_neighbourhoods_slug")),
    )
    op.create_table(
        "outside_interests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("commune", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_interests")),
    )
    op.create_table(
        "desk_absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_desk_absences_neighbourhood_id_neighbourhoods"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_absences")),
    )
    with op.batch_alter_table("desk_absences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_absences_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )

    op.create_table(
        "desk_half_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column(
            "half_day",
            sa.Enum(
                "morning",
                "afternoon",
                "evening",
                name="half_day",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_desk_half_days_weekday")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_desk_half_days_neighbourhood_id_neighbourhoods"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_half_days")),
    )
    with op.batch_alter_table("desk_half_days", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_half_days_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )

    op.create_table(
        "meeting_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=160), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_meeting_points_neighbourhood_id_neighbourhoods"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_points")),
    )
    with op.batch_alter_table("meeting_points", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_points_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )

    op.create_table(
        "neighbourhood_relations",
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_neighbourhood_relations_from_id_neighbourhoods"),
        ),
        sa.ForeignKeyConstraint(
            ["to_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_neighbourhood_relations_to_id_neighbourhoods"),
        ),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_neighbourhood_relations")),
    )
    with op.batch_alter_table("neighbourhood_relations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_neighbourhood_relations_from_id"), ["from_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_neighbourhood_relations_to_id"), ["to_id"], unique=False
        )

    op.create_table(
        "streets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("commune", sa.String(length=80), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("house_number", sa.String(length=12), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_streets_neighbourhood_id_neighbourhoods"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streets")),
    )
    with op.batch_alter_table("streets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_streets_name_key"), ["name_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_streets_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )
        batch_op.create_index(
            "ix_streets_postcode_name_key", ["postcode", "name_key"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("streets", schema=None) as batch_op:
        batch_op.drop_index("ix_streets_postcode_name_key")
        batch_op.drop_index(batch_op.f("ix_streets_neighbourhood_id"))
        batch_op.drop_index(batch_op.f("ix_streets_name_key"))

    op.drop_table("streets")
    with op.batch_alter_table("neighbourhood_relations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_neighbourhood_relations_to_id"))
        batch_op.drop_index(batch_op.f("ix_neighbourhood_relations_from_id"))

    op.drop_table("neighbourhood_relations")
    with op.batch_alter_table("meeting_points", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_points_neighbourhood_id"))

    op.drop_table("meeting_points")
    with op.batch_alter_table("desk_half_days", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_half_days_neighbourhood_id"))

    op.drop_table("desk_half_days")
    with op.batch_alter_table("desk_absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_absences_neighbourhood_id"))

    op.drop_table("desk_absences")
    op.drop_table("outside_interests")
    op.drop_table("neighbourhoods")
