"""A neighbourhood is described, filled in, opened and linked with those beside it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.slots import HalfDay
from mutualaid.models import (
    Coordinator,
    CoordinatorRole,
    DeskAbsence,
    DeskHalfDay,
    MeetingPoint,
    Neighbourhood,
    NeighbourhoodRelation,
    OutsideInterest,
    User,
)
from mutualaid.queries import neighbourhoods as queries
from mutualaid.services import journal, rates, sessions

MOST_LETTERS = 5
"""Towns that one mailbox waits for, written in a day."""
DESCRIBED_BY = frozenset(
    "code name place_phrase commune postcode zone lat lon radius_m cell_unknown_m cell_met_m "
    "desk_name desk_phone desk_email controller_name controller_contact insurer "
    "insurance_contract insurance_contact shows_first_names weighs_faces".split()
)


def describe(session: Session, slug: str, *, now: datetime, **settings: Any) -> Neighbourhood:
    """Write down a new neighbourhood, or fill in what was missing of a known one."""
    unknown = settings.keys() - DESCRIBED_BY
    if unknown:
        raise ValueError(f"a neighbourhood has no {', '.join(sorted(unknown))}")
    row = queries.find_by_slug(session, slug)
    code = settings.get("code")
    if code and queries.is_code_taken(session, code, by_other_than=slug):
        raise Refusal("code_taken")
    if row is None:
        row = Neighbourhood(slug=slug, created_at=now, **settings)
        session.add(row)
    for name, value in settings.items():
        setattr(row, name, value)
    session.flush()
    journal.note(session, "neighbourhood_described", row, by=None, now=now)
    return row


def set_desk_hours(
    session: Session, neighbourhood: Neighbourhood, half_days: Collection[tuple[int, HalfDay]]
) -> None:
    """The half-days of a week at which somebody is at the desk."""
    session.execute(delete(DeskHalfDay).where(DeskHalfDay.neighbourhood_id == neighbourhood.id))
    for weekday, half_day in sorted(set(half_days), key=lambda each: (each[0], each[1].number)):
        session.add(
            DeskHalfDay(neighbourhood_id=neighbourhood.id, weekday=weekday, half_day=half_day)
        )
    session.flush()


def add_desk_absence(
    session: Session, neighbourhood: Neighbourhood, *, starts_on: date, ends_on: date
) -> None:
    """Days without anybody at the desk, both included."""
    if ends_on < starts_on:
        raise Refusal("ends_before_it_starts")
    session.add(
        DeskAbsence(neighbourhood_id=neighbourhood.id, starts_on=starts_on, ends_on=ends_on)
    )
    session.flush()


def add_meeting_point(
    session: Session,
    neighbourhood: Neighbourhood,
    *,
    name: str,
    street: str,
    lat: float,
    lon: float,
) -> MeetingPoint:
    """A public place for two who do not know each other yet; the same name again moves it."""
    point = session.scalar(
        select(MeetingPoint).where(
            MeetingPoint.neighbourhood_id == neighbourhood.id, MeetingPoint.name == name
        )
    )
    if point is None:
        point = MeetingPoint(
            neighbourhood_id=neighbourhood.id, name=name, street=street, lat=lat, lon=lon
        )
        session.add(point)
    point.street, point.lat, point.lon = street, lat, lon
    session.flush()
    session.expire(neighbourhood, ["meeting_points"])
    return point


def add_coordinator(
    session: Session,
    neighbourhood: Neighbourhood,
    person: User,
    role: CoordinatorRole,
    *,
    now: datetime,
) -> Coordinator:
    """Put somebody in charge of a neighbourhood; somebody of the team is met by the team.

    Whoever was signed in as a neighbour signs in again: a desk stays open for hours, not weeks.
    """
    row = session.scalar(
        select(Coordinator).where(
            Coordinator.user_id == person.id, Coordinator.neighbourhood_id == neighbourhood.id
        )
    )
    if row is None or row.role is not role:
        sessions.revoke_all(session, person, now=now)
    if row is None:
        row = Coordinator(
            user_id=person.id, neighbourhood_id=neighbourhood.id, role=role, created_at=now
        )
        session.add(row)
    row.role = role
    if person.neighbourhood_id is None:
        person.neighbourhood_id = neighbourhood.id
    session.flush()
    session.expire(person, ["coordinations"])
    journal.note(
        session, "coordinator_added", person, by=None, now=now, neighbourhood=neighbourhood.id
    )
    return row


def missing_before_opening(session: Session, neighbourhood: Neighbourhood) -> list[str]:
    """What is still to be filled in before the first neighbour may come, in order."""
    roles = queries.list_roles(session, neighbourhood.id)
    has = {
        "coordinator": CoordinatorRole.COORDINATOR in roles,
        "deputy": CoordinatorRole.DEPUTY in roles,
        "desk_name": bool(neighbourhood.desk_name),
        "desk_phone": bool(neighbourhood.desk_phone),
        "desk_hours": queries.has_desk_hours(session, neighbourhood.id),
        "controller_name": bool(neighbourhood.controller_name),
        "controller_contact": bool(neighbourhood.controller_contact),
        "insurer": bool(neighbourhood.insurer),
        "insurance_contract": bool(neighbourhood.insurance_contract),
        "insurance_contact": bool(neighbourhood.insurance_contact),
        "meeting_point": bool(neighbourhood.meeting_points),
    }
    return [name for name, is_there in has.items() if not is_there]


def open_neighbourhood(session: Session, neighbourhood: Neighbourhood, *, now: datetime) -> None:
    """Neighbours may ask and offer here from now on; opening twice is once."""
    if missing_before_opening(session, neighbourhood):
        raise Refusal("neighbourhood_incomplete")
    if neighbourhood.opened_at is None:
        neighbourhood.opened_at = now
        session.flush()
        journal.note(session, "neighbourhood_opened", neighbourhood, by=None, now=now)


def link(session: Session, a: Neighbourhood, b: Neighbourhood, *, now: datetime) -> None:
    """Both declare each other: a need of one may be met from the other."""
    if a.id == b.id:
        raise Refusal("same_neighbourhood")
    known = session.execute(
        select(NeighbourhoodRelation.from_id, NeighbourhoodRelation.to_id)
    ).all()
    for pair in ((a.id, b.id), (b.id, a.id)):
        if pair not in known:
            session.add(NeighbourhoodRelation(from_id=pair[0], to_id=pair[1]))
    session.flush()
    journal.note(session, "neighbourhoods_linked", a, by=None, now=now, other=b.id)


def leave_email(session: Session, *, email: str, commune: str, now: datetime) -> None:
    """Remember whom to write to when we come to this town; asking twice is once."""
    rates.allow(session, "elsewhere", email, most=MOST_LETTERS, now=now)
    known = session.scalar(
        select(OutsideInterest).where(
            OutsideInterest.email == email, OutsideInterest.commune == commune
        )
    )
    if known is None:
        session.add(OutsideInterest(email=email, commune=commune, created_at=now))
