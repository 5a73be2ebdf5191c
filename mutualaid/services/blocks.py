"""« Je ne veux plus de contact avec cette personne »: at once, and never told to the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.appointments import QUIETLY
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import LIVE_PROPOSALS, LIVE_REQUESTS, ProposalStatus
from mutualaid.models import Appointment, Block, HelpRequest, Proposal, User
from mutualaid.queries.appointments import coming, list_planned
from mutualaid.services import appointments, journal, outbox, series, ties
from mutualaid.services.asked import thank
from mutualaid.services.locks import lock_people, lock_requests
from mutualaid.services.proposals.holding import fill_places
from mutualaid.services.transitions import try_change

_SAID = frozenset({MessageKind.PROPOSAL_WITHDRAWN})
"""What the other still reads of a proposal that a block has ended."""


def block(session: Session, other: User, *, by: User, now: datetime) -> None:
    """In one transaction: no pair any more, nothing planned, no contact. Twice is once."""
    if by.id == other.id:
        raise Refusal("changed")
    requests = _lock(session, by, other)
    if session.get(Block, (by.id, other.id)) is not None:
        return
    session.add(Block(blocker_id=by.id, blocked_id=other.id, created_at=now))
    session.flush()
    for help_request in requests:
        helper = other if help_request.user_id == by.id else by
        _end_proposal(session, help_request, helper, by=by, now=now)
        _end_appointments(session, help_request, helper, told=other, by=by, now=now)
    ties.cut(session, by, other, now=now)
    ties.void_between(session, MessageKind.MERCI, by, other, now=now)
    journal.note(session, "blocked", other, by=by, now=now)


def block_one_of(
    session: Session, people: Iterable[User], chosen: str | None, *, by: User, now: datetime
) -> None:
    """The one of these people whose number was pressed; nobody else can be blocked so."""
    other = next((one for one in people if str(one.id) == chosen), None)
    if other is not None:
        block(session, other, by=by, now=now)


def lift(session: Session, blocker: User, other_id: int, *, by: User, now: datetime) -> None:
    """Only the coordinator of the one who asked for it undoes it, when she is told to."""
    if by.id == blocker.id or not policies.may_act_for(by, blocker):
        raise NotFound("block")
    row = session.get(Block, (blocker.id, other_id))
    if row is not None:
        session.delete(row)
        session.flush()
        journal.note(session, "block_lifted", blocker, by=by, now=now, other=other_id)


def _lock(session: Session, one: User, other: User) -> list[HelpRequest]:
    """Every living need in which one of the two helps, or is asked to help, the other.

    Read once more when the people are locked: whoever was pairing them has finished by then.
    """
    lock_requests(session, _between(session, one, other))
    lock_people(session, [one.id, other.id])
    locked = lock_requests(session, _between(session, one, other))
    return [locked[number] for number in sorted(locked)]


def _between(session: Session, one: User, other: User) -> Sequence[int]:
    return session.scalars(
        select(HelpRequest.id)
        .join(Proposal, Proposal.help_request_id == HelpRequest.id)
        .where(
            or_(
                and_(HelpRequest.user_id == one.id, Proposal.helper_id == other.id),
                and_(HelpRequest.user_id == other.id, Proposal.helper_id == one.id),
            ),
            HelpRequest.status.in_(LIVE_REQUESTS),
        )
        .distinct()
    ).all()


def _end_proposal(
    session: Session, help_request: HelpRequest, helper: User, *, by: User, now: datetime
) -> None:
    """Nobody waits for an answer any more; the next neighbour is asked."""
    live = session.scalars(
        select(Proposal).where(
            Proposal.help_request_id == help_request.id,
            Proposal.helper_id == helper.id,
            Proposal.status.in_(LIVE_PROPOSALS),
        )
    ).all()
    for proposal in live:
        if try_change(session, proposal, ProposalStatus.CANCELLED, ended_at=now):
            if helper.id != by.id:
                thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now)
            outbox.void(session, now=now, but=_SAID, proposal_id=proposal.id)
            fill_places(session, help_request, now=now)
            journal.note(session, "proposal_cancelled", proposal, by=by, now=now)


def _end_appointments(
    session: Session,
    help_request: HelpRequest,
    helper: User,
    *,
    told: User,
    by: User,
    now: datetime,
) -> None:
    """The other reads that it is cancelled, and nothing else."""
    if help_request.is_weekly:
        if _is_agreed(session, help_request, helper):
            series.part(session, help_request, helper, told=told, by=by, now=now)
        return
    for appointment in _planned(session, help_request, helper):
        if appointments.ends_at(appointment, help_request) > now:
            appointments.take_out(session, appointment, help_request, helper, by=by, now=now)
            appointments.tell(session, told, appointment, now=now, event=QUIETLY)
            journal.note(session, "appointment_cancelled", appointment, by=by, now=now)


def _is_agreed(session: Session, help_request: HelpRequest, helper: User) -> bool:
    agreed = select(Proposal.id).where(
        Proposal.help_request_id == help_request.id,
        Proposal.helper_id == helper.id,
        Proposal.status == ProposalStatus.AGREED,
    )
    return session.scalar(agreed.limit(1)) is not None


def _planned(session: Session, help_request: HelpRequest, helper: User) -> list[Appointment]:
    rows = list_planned(session, help_request)
    return [each for each in rows if helper.id in {row.helper_id for row in coming(each)}]
