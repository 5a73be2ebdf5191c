"""The neighbours of a desk as a file that every spreadsheet opens, and none computes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound
from mutualaid.domain.spreadsheets import write_table
from mutualaid.models import Consent, ConsentPurpose, User
from mutualaid.queries.coordination.people import list_everybody
from mutualaid.services import journal
from mutualaid.wording.importing import export_headings
from mutualaid.wording.phones import phone_in_pairs


def neighbours_file(session: Session, desk: Collection[int], *, by: User, now: datetime) -> bytes:
    """Everybody of these neighbourhoods; who took it and how many is written down."""
    if not all(policies.coordinates(by, number) for number in desk):
        raise NotFound("neighbourhood")
    people = list_everybody(session, desk)
    agreed = _agreed(session, people)
    content = write_table(export_headings(), (_row(each, agreed.get(each.id)) for each in people))
    journal.note(session, "exported", by, by=by, now=now, people=len(people))
    return content


def _agreed(session: Session, people: list[User]) -> dict[int, datetime]:
    """When each of them said yes to being spoken for, the first time."""
    found = session.execute(
        select(Consent.user_id, func.min(Consent.given_at))
        .where(
            Consent.user_id.in_([each.id for each in people]),
            Consent.purpose == ConsentPurpose.SPOKEN_FOR,
            Consent.withdrawn_at.is_(None),
        )
        .group_by(Consent.user_id)
    )
    return {row[0]: row[1] for row in found}


def _row(person: User, agreed_at: datetime | None) -> list[Any]:
    place = person.place
    return [
        person.first_name,
        person.last_name,
        phone_in_pairs(person.phone).replace("+", "00") if person.phone else "",
        person.email,
        place.line if place else "",
        place.postcode if place else "",
        place.commune if place else "",
        place.flat if place else "",
        person.call_hours,
        _day(local_date(agreed_at, person.zone) if agreed_at is not None else None),
        _day(person.met_on),
        person.level,
        person.neighbourhood.name if person.neighbourhood else "",
    ]


def _day(on: date | None) -> str:
    """As spreadsheets in French write it."""
    return on.strftime("%d/%m/%Y") if on is not None else ""
