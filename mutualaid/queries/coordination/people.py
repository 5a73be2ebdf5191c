"""People of one desk, their offers and their addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.models import HelpRequest, Neighbourhood, Place, Street, User
from mutualaid.queries.coordination.requests import escaped, named

PAGE_SIZE = 100


def list_neighbours(
    session: Session, desk: Collection[int], *, words: str = "", limit: int = PAGE_SIZE
) -> list[User]:
    """People of this desk, by first name; `words` is part of a name, a phone or an e-mail."""
    people = (
        select(User)
        .where(User.neighbourhood_id.in_(desk), User.left_at.is_(None))
        .options(joinedload(User.place), joinedload(User.neighbourhood))
        .order_by(func.lower(User.first_name), User.id)
        .limit(limit)
    )
    for word in words.split():
        people = people.where(named(word, desk))
    return list(session.scalars(people))


def get_neighbour(session: Session, user_id: int, desk: Collection[int]) -> User:
    """One person of this desk."""
    found = session.scalar(
        select(User)
        .where(User.id == user_id, User.neighbourhood_id.in_(desk), User.left_at.is_(None))
        .options(joinedload(User.place), joinedload(User.neighbourhood))
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
