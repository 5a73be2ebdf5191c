"""Rows that may be one person written down twice, and what each of two rows holds."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations, islice
from typing import Any

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    HelpRequest,
    Merge,
    Offer,
    Proposal,
    Tie,
    User,
)

MOST_SHOWN = 50
MOST_IN_A_GROUP = 8
"""More people than that share the phone of an institution, not one identity."""
ALIKE = 0.8


class Why(StrEnum):
    """What makes two rows look like one person."""

    PHONE = "phone"
    EMAIL = "email"
    DOOR = "door"


@dataclass(frozen=True)
class Suspicion:
    """Two rows, and why somebody should look at them."""

    one: User
    other: User
    why: Why
    has_same_name: bool
    """Else probably two people of one household."""


def list_suspicions(session: Session, desk: Collection[int]) -> list[Suspicion]:
    """Pairs of this desk to look at, those with the same first name first."""
    people = session.scalars(
        select(User)
        .where(User.neighbourhood_id.in_(desk), User.left_at.is_(None))
        .options(joinedload(User.place))
        .order_by(User.id)
    ).all()
    settled = _settled(session)
    found: dict[tuple[int, int], Suspicion] = {}
    for why, one, other in _pairs(people):
        pair = (one.id, other.id)
        if pair in settled or pair in found or _live_together(one, other):
            continue
        is_alike = look_alike(one.first_name, other.first_name)
        if why is not Why.DOOR or is_alike:
            found[pair] = Suspicion(one, other, why, is_alike)
    ordered = sorted(found.values(), key=lambda each: (not each.has_same_name, each.one.id))
    return ordered[:MOST_SHOWN]


def _settled(session: Session) -> set[tuple[int, int]]:
    """Pairs of which somebody said that they are two."""
    rows = session.execute(select(Merge.kept_id, Merge.gone_id).where(Merge.undone_at.is_not(None)))
    return {(min(pair), max(pair)) for pair in rows}


def _pairs(people: Sequence[User]) -> Iterator[tuple[Why, User, User]]:
    for why in Why:
        groups: dict[tuple[str, ...], list[User]] = defaultdict(list)
        for person in people:
            if key := _key(person, why):
                groups[key].append(person)
        for group in groups.values():
            if len(group) <= MOST_IN_A_GROUP:
                for one, other in combinations(group, 2):
                    yield why, one, other


def _key(person: User, why: Why) -> tuple[str, ...]:
    """What two rows have in common; nothing for a row that does not have it."""
    if why is Why.PHONE:
        return (person.phone,) if person.phone else ()
    if why is Why.EMAIL:
        return (person.email.casefold(),) if person.email else ()
    place = person.place
    if place is None or not place.house_number or not place.street:
        return ()
    return tuple(_letters(part) for part in (place.house_number, place.street, place.postcode))


def _live_together(one: User, other: User) -> bool:
    return (one.household_id or one.id) == (other.household_id or other.id)


def look_alike(one: str, other: str) -> bool:
    """« Jeanine » and « Jeannine », « Marie » and « Marie-Claude »: perhaps one name."""
    first, second = sorted((_letters(one), _letters(other)), key=len)
    if not first:
        return False
    is_beginning = len(first) >= 3 and second.startswith(first)
    return is_beginning or SequenceMatcher(None, first, second).ratio() >= ALIKE


def _letters(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if sign.isalnum())


@dataclass(frozen=True)
class Holdings:
    """How much hangs on one row."""

    n_requests: int
    n_offers: int
    n_asked: int
    n_helped: int
    n_ties: int


def count_holdings(session: Session, person: User) -> Holdings:
    """In one question."""

    def n(table: Any, *conditions: Any) -> ScalarSelect[Any]:
        return select(func.count()).select_from(table).where(*conditions).scalar_subquery()

    helped = (
        select(func.count())
        .select_from(AppointmentHelper)
        .join(Appointment, Appointment.id == AppointmentHelper.appointment_id)
        .where(
            AppointmentHelper.helper_id == person.id,
            Appointment.status.in_((AppointmentStatus.PLANNED, AppointmentStatus.DONE)),
        )
        .scalar_subquery()
    )
    row = session.execute(
        select(
            n(HelpRequest, HelpRequest.user_id == person.id),
            n(Offer, Offer.user_id == person.id),
            n(Proposal, Proposal.helper_id == person.id),
            helped,
            n(
                Tie,
                or_(Tie.low_id == person.id, Tie.high_id == person.id),
                Tie.removed_at.is_(None),
            ),
        )
    ).one()
    return Holdings(*row)


def list_merges(
    session: Session, desk: Collection[int], *, since: datetime
) -> list[tuple[Merge, User]]:
    """What was made one lately at this desk and can be taken apart, the latest first."""
    kept = aliased(User)
    rows = session.execute(
        select(Merge, kept)
        .join(kept, kept.id == Merge.kept_id)
        .where(
            kept.neighbourhood_id.in_(desk),
            kept.left_at.is_(None),
            Merge.undone_at.is_(None),
            Merge.merged_at > since,
        )
        .order_by(Merge.id.desc())
    )
    return [(row[0], row[1]) for row in islice(rows, MOST_SHOWN)]


def get_merge(session: Session, merge_id: int, person: User) -> Merge:
    """One merge of this very person."""
    found = session.scalar(select(Merge).where(Merge.id == merge_id, Merge.kept_id == person.id))
    if found is None:
        raise NotFound("merge")
    return found
