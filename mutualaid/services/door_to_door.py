"""A round from door to door comes back as counts: written once, corrected, removed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.models import DoorSheet, User
from mutualaid.services import journal
from mutualaid.services.conditional import insert_into


@dataclass(frozen=True)
class Counted:
    """What stands on one sheet."""

    street: str
    house_number: str
    stair: str
    on_date: date
    n_opened: int
    n_closed: int
    n_paper: int
    n_call_back: int


_COUNTS = ("n_opened", "n_closed", "n_paper", "n_call_back")


def write_down(
    session: Session, home_id: int, counted: Counted, *, by: User, now: datetime
) -> DoorSheet:
    """The same stair on the same day is one sheet: sent again, it is corrected, not doubled."""
    if not policies.coordinates(by, home_id):
        raise NotFound("neighbourhood")
    statement = insert_into(session, DoorSheet).values(
        neighbourhood_id=home_id, written_at=now, **asdict(counted)
    )
    number = session.execute(
        statement.on_conflict_do_update(
            index_elements=[
                DoorSheet.neighbourhood_id,
                DoorSheet.street,
                DoorSheet.house_number,
                DoorSheet.stair,
                DoorSheet.on_date,
            ],
            set_={name: statement.excluded[name] for name in (*_COUNTS, "written_at")},
        ).returning(DoorSheet.id)
    ).scalar_one()
    sheet = session.scalars(
        select(DoorSheet).where(DoorSheet.id == number).execution_options(populate_existing=True)
    ).one()
    journal.note(session, "doors_counted", sheet, by=by, now=now)
    return sheet


def remove(session: Session, sheet: DoorSheet, *, by: User, now: datetime) -> None:
    """The wrong street, or the wrong day."""
    if not policies.coordinates(by, sheet.neighbourhood_id):
        raise NotFound("door_sheet")
    journal.note(session, "doors_removed", sheet, by=by, now=now)
    session.delete(sheet)
    session.flush()
