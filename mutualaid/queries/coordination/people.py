"""People of one desk, their offers and their addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import OfferStatus
from mutualaid.models import HelpRequest, Neighbourhood, Offer, Place, Street, User
from mutualaid.queries.coordination.paging import ON_A_PAGE, count_pages, page_within
from mutualaid.queries.coordination.requests import escaped, named

PAGE_SIZE = 100


class Only(StrEnum):
    """Which neighbours a coordinator wants to see."""

    ALL = "tous"
    TO_MEET = "a-rencontrer"
    TO_CONFIRM = "a-confirmer"
    NO_EMAIL = "sans-email"
    PAUSED = "en-pause"


@dataclass(frozen=True)
class Sheet:
    """One page of a list."""

    people: list[User]
    n_found: int
    number: int

    @property
    def n_sheets(self) -> int:
        """How many pages there are."""
        return count_pages(self.n_found)


def list_sheet(
    session: Session,
    desk: Collection[int],
    *,
    words: str,
    only: Only,
    number: int,
    now: datetime,
) -> Sheet:
    """Fifty people of this desk, by first name; a page beyond the last one is the last one."""
    people = _neighbours(desk, words).where(*_only(only, now))
    n_found = session.scalar(people.with_only_columns(func.count()).order_by(None)) or 0
    number = page_within(number, n_found)
    rows = session.scalars(
        people.options(joinedload(User.place), joinedload(User.neighbourhood))
        .limit(ON_A_PAGE)
        .offset(ON_A_PAGE * (number - 1))
    )
    return Sheet(list(rows), n_found, number)


def _only(only: Only, now: datetime) -> list[Any]:
    """The conditions of one choice."""
    living = (OfferStatus.UNCONFIRMED, OfferStatus.ACTIVE, OfferStatus.PAUSED)
    offers = select(Offer.user_id).where(Offer.status.in_(living))
    paused = select(Offer.user_id).where(Offer.status == OfferStatus.PAUSED)
    conditions: dict[Only, list[Any]] = {
        Only.ALL: [],
        Only.TO_MEET: [User.met_on.is_(None), User.id.in_(offers)],
        Only.TO_CONFIRM: [User.email_confirmed_at.is_(None), User.phone_confirmed_at.is_(None)],
        Only.NO_EMAIL: [User.email.is_(None)],
        Only.PAUSED: [or_(User.paused_until > now, User.id.in_(paused))],
    }
    return conditions[only]


def _neighbours(desk: Collection[int], words: str) -> Select[User]:
    people = (
        select(User)
        .where(User.neighbourhood_id.in_(desk), User.left_at.is_(None))
        .order_by(func.lower(User.first_name), User.id)
    )
    for word in words.split():
        people = people.where(named(word, desk))
    return people


def list_neighbours(
    session: Session, desk: Collection[int], *, words: str = "", limit: int = PAGE_SIZE
) -> list[User]:
    """People of this desk, by first name; `words` is part of a name, a phone or an e-mail."""
    people = _neighbours(desk, words).options(
        joinedload(User.place), joinedload(User.neighbourhood)
    )
    return list(session.scalars(people.limit(limit)))


def list_everybody(session: Session, desk: Collection[int]) -> list[User]:
    """All people of this desk with where they live, for a file."""
    people = _neighbours(desk, "").options(joinedload(User.place), joinedload(User.neighbourhood))
    return list(session.scalars(people))


def get_neighbour(session: Session, user_id: int, desk: Collection[int]) -> User:
    """One person of this desk."""
    found = (
        session.scalars(
            select(User)
            .where(User.id == user_id, User.neighbourhood_id.in_(desk), User.left_at.is_(None))
            .options(
                joinedload(User.place),
                joinedload(User.neighbourhood),
                joinedload(User.coordinations),
                joinedload(User.relatives),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound("user")
    return found


def get_place(session: Session, place_id: int, desk: Collection[int]) -> Place:
    """An address that a person or a request of this desk has."""
    of_people = select(User.place_id).where(User.neighbourhood_id.in_(desk))
    of_requests = select(HelpRequest.place_id).where(HelpRequest.neighbourhood_id.in_(desk))
    found = session.scalar(
        select(Place).where(
            Place.id == place_id, or_(Place.id.in_(of_people), Place.id.in_(of_requests))
        )
    )
    if found is None:
        raise NotFound("place")
    return found


def list_streets(
    session: Session, neighbourhoods: Iterable[Neighbourhood], *, key: str
) -> list[Street]:
    """Streets of these towns whose name holds `key`, each once or by number."""
    postcodes = {each.postcode for each in neighbourhoods}
    return list(
        session.scalars(
            select(Street)
            .where(
                Street.postcode.in_(postcodes),
                Street.name_key.like(f"%{escaped(key)}%", escape="\\"),
            )
            .order_by(Street.name, Street.id)
            .limit(30)
        )
    )


def get_street(session: Session, street_id: int) -> Street:
    """One street of the table, or one numbered door of it."""
    street = session.get(Street, street_id)
    if street is None:
        raise NotFound("street")
    return street
