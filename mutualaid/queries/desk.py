"""When the desk of a neighbourhood is open next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.desk import next_open_half_day
from mutualaid.domain.slots import Slot
from mutualaid.models import DeskAbsence, DeskHalfDay, Neighbourhood


def find_next_half_day(
    session: Session, neighbourhood: Neighbourhood, *, now: datetime
) -> Slot | None:
    """The next half-day at which somebody answers and calls; None when no hours are written."""
    half_days = session.execute(
        select(DeskHalfDay.weekday, DeskHalfDay.half_day).where(
            DeskHalfDay.neighbourhood_id == neighbourhood.id
        )
    )
    absences = session.execute(
        select(DeskAbsence.starts_on, DeskAbsence.ends_on).where(
            DeskAbsence.neighbourhood_id == neighbourhood.id
        )
    )
    return next_open_half_day(set(half_days), set(absences), now=now, zone=neighbourhood.zone)
