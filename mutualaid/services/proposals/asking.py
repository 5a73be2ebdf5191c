"""Ask neighbours: proposals and the messages they owe, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import HelpRequest, Message, Offer, Proposal, User
from mutualaid.services import journal, outbox, rules, tokens
from mutualaid.services.conditional import write_rows
from mutualaid.services.crashpoints import crashpoint
from mutualaid.services.locks import lock_people, lock_request, lock_requests
from mutualaid.services.proposals import clocks
from mutualaid.services.proposals.pairing import Pairing, first_kept
from mutualaid.services.proposals.rechecking import still_possible
from mutualaid.services.transitions import change_all


def propose(
    session: Session,
    help_request: HelpRequest,
    offer: Offer,
    slot: Slot,
    *,
    by: User,
    now: datetime,
    reasons: list[Any] | None = None,
    may_miss: bool = False,
) -> Proposal:
    """A coordinator asks one neighbour, through the same hard rules and messages.

    `may_miss`: of a series one date may be missing, since nobody is free on all of them.
    """
    help_request = lock_request(session, help_request.id)
    lock_people(session, [offer.user_id])
    known = rules.known_about(session, help_request, [offer.user_id], now=now)
    code = rules.obstacle_given(known, help_request, offer, slot, now=now, may_miss=may_miss)
    if code is not None:
        raise Refusal(code)
    gap = rules.gap_of(known, help_request, offer.user, slot, now=now) if may_miss else None
    pairing = Pairing(
        help_request.id,
        offer.id,
        offer.user_id,
        first_kept(slot, gap),
        gaps=(gap,) if gap is not None else (),
        distance_m=rules.distance_between(help_request, offer.user),
        reasons=reasons or [],
        joins=help_request.status is RequestStatus.AGREED,
    )
    written = propose_many(session, [pairing], by=by, now=now)
    if not written:
        raise Refusal("changed")
    proposal = session.get_one(Proposal, written[0])
    journal.note(session, "proposed_by_hand", proposal, by=by, now=now)
    return proposal


def propose_many(
    session: Session,
    pairings: Iterable[Pairing],
    *,
    now: datetime,
    by: User | None = None,
    run_id: int | None = None,
) -> list[int]:
    """Write the pairs that still hold: the numbers of their proposals, in order.

    Whatever changed since the plan is left for the next run.
    """
    wanted = list(pairings)
    requests = lock_requests(session, [each.request_id for each in wanted])
    lock_people(session, [each.helper_id for each in wanted])
    _load_needs(session, list(requests))
    offers = _load_offers(session, [each.offer_id for each in wanted])
    kept = still_possible(session, wanted, requests, offers, now)
    desks = clocks.desks_of(session, (offers[each.offer_id].user for each in kept))
    people = [(each, requests[each.request_id], offers[each.offer_id]) for each in kept]
    rows = [
        _row(each, ends_at=clocks.deadline(desks, offer.user, need, each.slot, now=now), now=now)
        | {"run_id": run_id, "proposed_by_id": by.id if by else None}
        for each, need, offer in people
    ]
    numbers = _written(session, rows)
    crashpoint("proposals_written")
    newly = {need.id: need for _, need, _ in people if need.status is RequestStatus.OPEN}
    change_all(session, list(newly.values()), RequestStatus.PROPOSED)
    asked = [
        Asked(number, need, offer) for number, (_, need, offer) in zip(numbers, people, strict=True)
    ]
    _owe_messages(session, asked, now)
    crashpoint("messages_owed")
    return numbers


def _written(session: Session, rows: list[dict[str, Any]]) -> list[int]:
    """Insert proposals in one statement; their numbers, in order."""
    if not rows:
        return []
    statement = insert(Proposal).returning(Proposal.id, sort_by_parameter_order=True)
    session.flush()
    return list(session.connection().execute(statement, rows).scalars())


def _load_needs(session: Session, request_ids: list[int]) -> None:
    """What every pair reads of its request, in one question for all of them.

    After the locks: each lock forgets what was read before it.
    """
    session.scalars(
        select(HelpRequest)
        .where(HelpRequest.id.in_(request_ids))
        .options(
            joinedload(HelpRequest.user),
            joinedload(HelpRequest.neighbourhood),
            selectinload(HelpRequest.slot_rows),
        )
    ).all()


def _load_offers(session: Session, offer_ids: list[int]) -> dict[int, Offer]:
    rows = session.scalars(
        select(Offer)
        .where(Offer.id.in_(offer_ids))
        .options(joinedload(Offer.user).selectinload(User.absences))
        .execution_options(populate_existing=True)
    ).all()
    return {row.id: row for row in rows}


def _row(each: Pairing, *, ends_at: datetime, now: datetime) -> dict[str, Any]:
    """The columns of one proposal."""
    return {
        "help_request_id": each.request_id,
        "offer_id": each.offer_id,
        "helper_id": each.helper_id,
        "on_date": each.slot.on_date,
        "half_day": each.slot.half_day,
        "missing_dates": [day.isoformat() for day in each.gaps],
        "distance_m": each.distance_m,
        "reasons": each.reasons,
        "status": ProposalStatus.OPEN,
        "helper_answer": Answer.NONE,
        "resident_answer": Answer.NONE,
        "expires_at": ends_at,
        "created_at": now,
    }


class Asked(NamedTuple):
    """A proposal that was just written, by its number, and whom it is between."""

    number: int
    need: HelpRequest
    offer: Offer


def _owe_messages(session: Session, written: list[Asked], now: datetime) -> None:
    """The helper is asked always; the resident is told at the first proposal of the request."""
    told = _already_told(session, [need.id for _, need, _ in written])
    messages: list[dict[str, Any]] = []
    grants: list[tokens.Grant] = []
    for number, need, offer in written:
        resident, helper = need.user, offer.user
        proposal = tokens.Ref(Proposal, number)
        grants += [
            (TokenPurpose.ANSWER, proposal, helper),
            (TokenPurpose.ANSWER, proposal, resident),
            (TokenPurpose.UNSUBSCRIBE, offer, helper),
            (TokenPurpose.PAUSE, offer, helper),
        ]
        about = {"proposal_id": number, "help_request_id": need.id}
        key = outbox.key_of(MessageKind.PROPOSAL_HELPER, Proposal, number)
        messages.append(outbox.row(MessageKind.PROPOSAL_HELPER, helper, key=key, now=now, **about))
        if need.id not in told and outbox.channel_of(resident) is Channel.EMAIL:
            told.add(need.id)
            kind = MessageKind.PROPOSAL_RESIDENT
            key = outbox.key_of(kind, HelpRequest, need.id, str(number))
            messages.append(outbox.row(kind, resident, key=key, now=now, **about))
    write_rows(session, Message, messages)
    tokens.grant_all(session, grants, now=now)


def _already_told(session: Session, request_ids: list[int]) -> set[int]:
    """Requests whose resident has read that somebody is asked.

    A resident on the phone is told nothing at the pairing: she was asked for « d'accord
    d'avance » when the request was posted. A mail that was cancelled before it left told nobody.
    """
    told = select(Message.help_request_id).where(
        Message.help_request_id.in_(request_ids),
        Message.kind == MessageKind.PROPOSAL_RESIDENT,
        Message.status != MessageStatus.CANCELLED,
    )
    return {number for number in session.scalars(told) if number is not None}
