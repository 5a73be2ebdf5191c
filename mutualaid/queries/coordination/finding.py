"""Anybody of one desk, by any piece of a name, a phone or a street."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.statuses import AppointmentStatus, HelperStatus
from mutualaid.domain.streets import plain_words
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, Place, User
from mutualaid.queries.appointments import WHOLE, people_of

MOST_FOUND = 12


@dataclass(frozen=True)
class Found:
    """Somebody who may be meant, and what comes next."""

    person: User
    appointment: Appointment | None


def find_people(
    session: Session, desk: Collection[int], words: str, *, today: date
) -> tuple[list[Found], int]:
    """The first who fit every word, those whose name begins with one on top; how many fit."""
    keys = [_folded(word) for word in words.split()]
    keys = _phone_as_one([key for key in keys if key])
    if not keys:
        return [], 0
    rows = [(_rank(keys, row), row.id) for row in _everybody(session, desk) if _fits(keys, row)]
    numbers = [number for _rank_, number in sorted(rows)[:MOST_FOUND]]
    people = {each.id: each for each in _whole(session, numbers)}
    comes_next = _next_appointments(session, numbers, today=today)
    return [Found(people[each], comes_next.get(each)) for each in numbers], len(rows)


@dataclass(frozen=True)
class _Row:
    id: int
    names: tuple[str, ...]
    text: str
    """All that may be looked for, without accents."""
    phone: str


def _everybody(session: Session, desk: Collection[int]) -> list[_Row]:
    """Everybody of the desk as it is compared: no database of ours ignores accents alike."""
    rows = session.execute(
        select(
            *(User.id, User.first_name, User.last_name, User.email, User.phone),
            *(Place.line, Place.street, Place.flat),
        )
        .outerjoin(Place, Place.id == User.place_id)
        .where(User.neighbourhood_id.in_(desk), User.left_at.is_(None))
    )
    return [_row(*row) for row in rows]


def _row(
    number: int, first: str, last: str, email: str | None, phone: str | None, *place: str | None
) -> _Row:
    names = (_folded(first), _folded(last))
    text = " ".join([*names, (email or "").casefold(), *(_folded(each or "") for each in place)])
    return _Row(number, names, text, (phone or "").replace("+33", "0"))


def _fits(keys: Sequence[str], row: _Row) -> bool:
    return all(key in row.text or (key.isdecimal() and key in row.phone) for key in keys)


def _rank(keys: Sequence[str], row: _Row) -> tuple[bool, str]:
    begins = any(name.startswith(key) for name in row.names if name for key in keys)
    return not begins, row.names[0]


def _folded(text: str) -> str:
    return " ".join(plain_words(text)) if "@" not in text else text.casefold()


def _phone_as_one(keys: list[str]) -> list[str]:
    """« 06 39 98 » is one number; « 12 rue des Lilas » stays words."""
    together = "".join(keys)
    if not together.isdecimal():
        return keys
    return ["0" + together[2:] if together.startswith("33") and len(together) > 9 else together]


def _whole(session: Session, numbers: Collection[int]) -> Sequence[User]:
    return session.scalars(
        select(User)
        .where(User.id.in_(numbers))
        .options(joinedload(User.place), joinedload(User.neighbourhood))
    ).all()


def _next_appointments(
    session: Session, numbers: Collection[int], *, today: date
) -> dict[int, Appointment]:
    """The soonest appointment of each of them, on either side."""
    helped = select(AppointmentHelper.appointment_id).where(
        AppointmentHelper.helper_id.in_(numbers),
        AppointmentHelper.status == HelperStatus.COMING,
    )
    found = session.scalars(
        select(Appointment)
        .join(HelpRequest)
        .where(
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.on_date >= today,
            or_(HelpRequest.user_id.in_(numbers), Appointment.id.in_(helped)),
        )
        .options(*WHOLE)
        .order_by(Appointment.on_date, Appointment.id)
    ).unique()
    comes_next: dict[int, Appointment] = {}
    for appointment in found:
        for person in people_of(appointment):
            comes_next.setdefault(person.id, appointment)
    return comes_next
