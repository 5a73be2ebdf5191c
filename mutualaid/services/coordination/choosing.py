"""The match bench: ask this one first, never ask that one, and see what a search would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import HelperWish, HelpRequest, Offer, RequestChoice, User
from mutualaid.queries import neighbours
from mutualaid.services import asking_next, journal, run_requests
from mutualaid.services.conditional import insert_into
from mutualaid.services.locks import lock_request
from mutualaid.services.matching.deciding import Reason


class Wish(StrEnum):
    """What a button of the bench says."""

    PIN = "pin"
    FORBID = "forbid"
    NONE = "none"

    @property
    def kept(self) -> HelperWish:
        """As it is written down."""
        return HelperWish(self.value)


@dataclass(frozen=True)
class Trial:
    """What a search would do now for one request, without doing it."""

    helper: User | None
    slot: Slot | None
    reason: Reason | None
    """Why nobody would be asked; None when nobody is looked for."""


def list_choices(session: Session, help_request: HelpRequest) -> Sequence[RequestChoice]:
    """What was decided about this request, by whom, the oldest first."""
    return session.scalars(
        select(RequestChoice)
        .where(RequestChoice.help_request_id == help_request.id)
        .options(
            joinedload(RequestChoice.helper).joinedload(User.neighbourhood),
            joinedload(RequestChoice.decided_by),
        )
        .order_by(RequestChoice.id)
    ).all()


def choose(
    session: Session,
    help_request: HelpRequest,
    offer: Offer,
    wish: HelperWish,
    *,
    by: User,
    now: datetime,
) -> None:
    """Ask first, or never; the last word said about a helper counts."""
    _check(session, help_request, offer, by)
    decided = {"wish": wish, "decided_by_id": by.id, "decided_at": now}
    session.execute(
        insert_into(session, RequestChoice)
        .values(help_request_id=help_request.id, helper_id=offer.user_id, **decided)
        .on_conflict_do_update(
            index_elements=[RequestChoice.help_request_id, RequestChoice.helper_id], set_=decided
        )
    )
    journal.note(session, f"helper_{wish}", help_request, by=by, now=now, helper=offer.user_id)


def take_back(
    session: Session, help_request: HelpRequest, offer: Offer, *, by: User, now: datetime
) -> None:
    """Like anybody again."""
    _check(session, help_request, offer, by)
    statement = delete(RequestChoice).where(
        RequestChoice.help_request_id == help_request.id, RequestChoice.helper_id == offer.user_id
    )
    session.execute(statement.execution_options(synchronize_session=False))
    journal.note(session, "helper_choice_back", help_request, by=by, now=now, helper=offer.user_id)


def try_out(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> Trial:
    """« Que ferait la recherche ? »: nothing is written and nobody is told."""
    if not policies.may_change_request(by, help_request):
        raise NotFound("help_request")
    if not _is_asked_alone(session, help_request):
        return Trial(None, None, None)
    found = asking_next.look(session, help_request, now=now)
    if isinstance(found, asking_next.Choice):
        return Trial(session.get_one(Offer, found.offer_id).user, found.slot, None)
    return Trial(None, None, found.reason if found is not None else None)


def _is_asked_alone(session: Session, help_request: HelpRequest) -> bool:
    """Whether the next neighbour is asked one by one; a team that has nobody waits for a run."""
    is_begun = help_request.status is not RequestStatus.OPEN or not help_request.is_team
    return is_begun and run_requests.is_searched(session, help_request)


def search_for_one(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """« Demander maintenant »: the worker asks the next neighbour of this request."""
    if not policies.coordinates(by, help_request.neighbourhood_id):
        raise NotFound("help_request")
    locked = lock_request(session, help_request.id)
    if not run_requests.is_searched(session, locked):
        raise Refusal("request_not_searching")
    run_requests.ask_next_soon(session, locked, now=now)
    journal.note(session, "search_asked", locked, by=by, now=now)


def _check(session: Session, help_request: HelpRequest, offer: Offer, by: User) -> None:
    """Her request, and a helper who may be asked from there."""
    if not policies.coordinates(by, help_request.neighbourhood_id):
        raise NotFound("help_request")
    around = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    if offer.user.neighbourhood_id not in around:
        raise NotFound("offer")
