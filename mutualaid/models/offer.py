"""Offers: what somebody may do for a neighbour, and how far away."""

from __future__ import annotations

from datetime import date, datetime

from mutualaid.domain.distance import Reach
from mutualaid.domain.statuses import OfferStatus
from mutualaid.models.base import (
    PERSONAL,
    Base,
    Id,
    Mapped,
    counter,
    enum_column,
    fk,
    mapped_column,
    orm,
    sa,
)
from mutualaid.models.user import User


class Offer(Base):
    """One living offer per person, with many categories."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.Index(
            "uq_offers_living",
            "user_id",
            unique=True,
            sqlite_where=sa.text("status <> 'withdrawn'"),
            postgresql_where=sa.text("status <> 'withdrawn'"),
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    status: Mapped[OfferStatus] = enum_column(
        OfferStatus, default=OfferStatus.UNCONFIRMED, index=True
    )
    reach: Mapped[Reach] = enum_column(Reach)
    note: Mapped[str] = mapped_column(sa.String(300), default="", info=PERSONAL)
    paused_until: Mapped[datetime | None]
    ends_on: Mapped[date | None]
    """Last day; a word comes before, and one click renews it. None: not confirmed yet."""
    version: Mapped[int] = counter(1)
    posted_by_id: Mapped[int | None] = fk("users.id")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    user: orm.Mapped[User] = orm.relationship(foreign_keys=[user_id])
    category_rows: orm.Mapped[list[OfferCategory]] = orm.relationship(
        cascade="all, delete-orphan", order_by="OfferCategory.category"
    )

    @property
    def categories(self) -> list[str]:
        """Keys of the kinds of help offered."""
        return [row.category for row in self.category_rows]


class OfferCategory(Base):
    """One kind of help of one offer."""

    __tablename__ = "offer_categories"

    offer_id: Mapped[int] = fk("offers.id", primary_key=True, index=False)
    category: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
