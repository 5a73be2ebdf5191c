"""When the desks of neighbourhoods are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.desk import DeskHours
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.models import DeskAbsence, DeskHalfDay, Neighbourhood


def list_hours(session: Session, neighbourhood_ids: Collection[int]) -> dict[int, DeskHours]:
    """The hours and absences of these desks, by neighbourhood, in as many questions as for one."""
    if not neighbourhood_ids:
        return {}
    week: dict[int, set[tuple[int, HalfDay]]] = defaultdict(set)
    away: dict[int, set[tuple[date, date]]] = defaultdict(set)
    for home_id, weekday, half_day in session.execute(
        select(DeskHalfDay.neighbourhood_id, DeskHalfDay.weekday, DeskHalfDay.half_day).where(
            DeskHalfDay.neighbourhood_id.in_(neighbourhood_ids)
        )
    ):
        week[home_id].add((weekday, half_day))
    for home_id, starts_on, ends_on in session.execute(
        select(DeskAbsence.neighbourhood_id, DeskAbsence.starts_on, DeskAbsence.ends_on).where(
            DeskAbsence.neighbourhood_id.in_(neighbourhood_ids)
        )
    ):
        away[home_id].add((starts_on, ends_on))
    zones = session.execute(
        select(Neighbourhood.id, Neighbourhood.zone).where(Neighbourhood.id.in_(neighbourhood_ids))
    )
    return {home_id: DeskHours(week[home_id], away[home_id], zone) for home_id, zone in zones}


def find_next_half_day(
    session: Session, neighbourhood: Neighbourhood, *, now: datetime
) -> Slot | None:
    """The next half-day at which somebody answers and calls; None when no hours are written."""
    return list_hours(session, [neighbourhood.id])[neighbourhood.id].next_half_day(now)
