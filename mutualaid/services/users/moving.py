"""Another address: hers at once, or once a coordinator has looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Place, User
from mutualaid.services import journal, rates, tasks
from mutualaid.services.checkins.moving import follow

MOST_MOVES = 2
"""Addresses that somebody changes by herself in thirty days; a coordinator looks at the next."""
MOVES_WITHIN = timedelta(days=30)
_DAY = timedelta(days=1)


def move(session: Session, user: User, place: Place, *, by: User, now: datetime) -> bool:
    """Another address; what is asked or agreed already stays where it was.

    False when this person moved twice lately: a coordinator places the new address, then it is
    hers. Whoever moves an offer around a house would learn where the house is.
    """
    if not policies.may_act_for(by, user):
        raise NotFound("user")
    if by.id == user.id and _moves_often(session, user, now=now):
        _ask_to_review(session, user, place, now=now)
        return False
    left = {"left": user.place_id} if user.place_id is not None else {}
    before = user.neighbourhood_id
    settle_in(user, place)
    session.flush()
    follow(session, user, before=before, now=now)
    ask_to_place(session, user, now=now)
    journal.note(session, "moved", user, by=by, now=now, **left)
    return True


def _moves_often(session: Session, user: User, *, now: datetime) -> bool:
    rates.count(session, "move", user.id, window=_DAY, now=now)  # two at once come one by one
    n_moves = journal.count_lately(session, "moved", user, by=user, since=now - MOVES_WITHIN)
    return n_moves >= MOST_MOVES


def review_key(place: Place) -> str:
    """The reason of the task about an address that is hers once a coordinator has placed it."""
    return f"moved_often:place:{place.id}"


def _ask_to_review(session: Session, user: User, place: Place, *, now: datetime) -> None:
    tasks.ask_desk(
        session,
        TaskKind.PLACE_ADDRESS,
        review_key(place),
        now=now,
        neighbourhood_id=user.neighbourhood_id,
        user_id=user.id,
        place_id=place.id,
    )


def settle_in(user: User, place: Place) -> None:
    """She lives there, and is of its neighbourhood when it has one."""
    user.place = place
    if place.neighbourhood_id is not None:
        user.neighbourhood_id = place.neighbourhood_id


def ask_to_place(session: Session, user: User, *, now: datetime) -> None:
    """An address that nobody found is put on the grid by hand."""
    if user.is_confirmed and user.place is not None and not user.place.precision.is_matchable:
        tasks.ask_desk(
            session,
            TaskKind.PLACE_ADDRESS,
            f"{TaskKind.PLACE_ADDRESS}:place:{user.place.id}",
            now=now,
            neighbourhood_id=user.neighbourhood_id,
            user_id=user.id,
            place_id=user.place.id,
        )
