"""Door to door: what a sheet of paper counted, and of nobody."""

from __future__ import annotations

from datetime import date, datetime

from mutualaid.models.base import Base, Id, Mapped, counter, fk, mapped_column, sa


class DoorSheet(Base):
    """One stair or street on one day: how many doors, and no word about who lives behind them.

    The street is one of the neighbourhood's, the number and the stair are a few signs: there is
    nowhere to write a name. Who typed it stands in the journal.
    """

    __tablename__ = "door_sheets"
    __table_args__ = (
        sa.UniqueConstraint(
            "neighbourhood_id",
            "street",
            "house_number",
            "stair",
            "on_date",
            name="uq_door_sheets_stair_and_day",
        ),
        sa.CheckConstraint("n_opened >= 0 AND n_closed >= 0", name="doors"),
        sa.CheckConstraint("n_paper BETWEEN 0 AND n_opened", name="paper"),
        sa.CheckConstraint("n_call_back BETWEEN 0 AND n_opened", name="call_back"),
    )

    id: Mapped[Id]
    neighbourhood_id: Mapped[int] = fk("neighbourhoods.id", index=False)
    street: Mapped[str] = mapped_column(sa.String(160))
    house_number: Mapped[str] = mapped_column(sa.String(12), default="", server_default="")
    """Empty: the whole street."""
    stair: Mapped[str] = mapped_column(sa.String(3), default="", server_default="")
    on_date: Mapped[date]
    n_opened: Mapped[int] = counter(0)
    n_closed: Mapped[int] = counter(0)
    n_paper: Mapped[int] = counter(0)
    """Of those who opened: took the paper."""
    n_call_back: Mapped[int] = counter(0)
    """Of those who opened: want to be called; by which number, the coupon says."""
    written_at: Mapped[datetime]
    """Typed, or last corrected."""
