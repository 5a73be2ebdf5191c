"""Reads of the rounds from door to door: streets to choose, sheets that were typed, their sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.models import DoorSheet, Street

MOST_SHEETS = 60
MOST_STREETS = 600


@dataclass(frozen=True)
class Doors:
    """What a month of knocking came to."""

    n_opened: int
    n_closed: int
    n_paper: int
    n_call_back: int

    @property
    def n_doors(self) -> int:
        """At how many somebody knocked."""
        return self.n_opened + self.n_closed


def list_street_names(session: Session, home_id: int) -> list[str]:
    """The streets of a neighbourhood, each once."""
    return list(
        session.scalars(
            select(Street.name)
            .where(Street.neighbourhood_id == home_id)
            .group_by(Street.name)
            .order_by(Street.name)
            .limit(MOST_STREETS)
        )
    )


def list_sheets(session: Session, home_id: int) -> list[DoorSheet]:
    """The latest first."""
    return list(
        session.scalars(
            select(DoorSheet)
            .where(DoorSheet.neighbourhood_id == home_id)
            .order_by(DoorSheet.on_date.desc(), DoorSheet.written_at.desc(), DoorSheet.id.desc())
            .limit(MOST_SHEETS)
        )
    )


def get_sheet(session: Session, sheet_id: int, home_id: int) -> DoorSheet:
    """One sheet of this neighbourhood."""
    sheet = session.get(DoorSheet, sheet_id)
    if sheet is None or sheet.neighbourhood_id != home_id:
        raise NotFound("door_sheet")
    return sheet


def count_doors(session: Session, home_id: int, *, since: date) -> Doors:
    """All sheets since a day, together."""
    columns = (DoorSheet.n_opened, DoorSheet.n_closed, DoorSheet.n_paper, DoorSheet.n_call_back)
    row = session.execute(
        select(*(func.coalesce(func.sum(column), 0) for column in columns)).where(
            DoorSheet.neighbourhood_id == home_id, DoorSheet.on_date >= since
        )
    ).one()
    return Doors(*(int(each) for each in row))
