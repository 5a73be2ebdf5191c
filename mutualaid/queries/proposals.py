"""Reads of proposals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    Answer,
    AppointmentStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    HelpRequest,
    Message,
    Proposal,
    User,
)

_QUESTIONS = frozenset({MessageKind.PROPOSAL_HELPER, MessageKind.HELPER_SAID_YES})


def _whole() -> tuple[ORMOption, ...]:
    request = joinedload(Proposal.help_request)
    return (
        request.joinedload(HelpRequest.user).joinedload(User.place),
        request.joinedload(HelpRequest.neighbourhood),
        request.joinedload(HelpRequest.place),
        request.joinedload(HelpRequest.meeting_point),
        request.selectinload(HelpRequest.slot_rows),
        joinedload(Proposal.helper).joinedload(User.neighbourhood),
    )


def get_proposal(session: Session, proposal_id: int) -> Proposal:
    """One proposal with its request and its two people; NotFound when there is none."""
    found = session.scalar(select(Proposal).where(Proposal.id == proposal_id).options(*_whole()))
    if found is None:
        raise NotFound("proposal")
    return found


def find_appointment_of(session: Session, proposal: Proposal) -> Appointment | None:
    """The appointment that this proposal led to; of a series the soonest still to come."""
    return session.scalar(
        select(Appointment)
        .join(AppointmentHelper)
        .where(AppointmentHelper.proposal_id == proposal.id)
        .order_by(Appointment.status != AppointmentStatus.PLANNED, Appointment.on_date)
        .limit(1)
    )


def list_live_of_request(session: Session, help_request: HelpRequest) -> Sequence[Proposal]:
    """Open and held proposals of one request, oldest first."""
    return session.scalars(
        select(Proposal)
        .where(Proposal.help_request_id == help_request.id, Proposal.status.in_(LIVE_PROPOSALS))
        .options(joinedload(Proposal.helper))
        .order_by(Proposal.id)
    ).all()


def find_waiting_for_resident(session: Session, help_request: HelpRequest) -> Proposal | None:
    """The proposal whose helper said yes and that waits for the resident's word.

    Of a team that gathers, the first of them, once all have said yes.
    """
    live = list_live_of_request(session, help_request)
    ready = [each for each in live if is_holding(each) and each.resident_answer is Answer.NONE]
    if gathers(help_request) and len(ready) < help_request.helpers_needed:
        return None
    return min(ready, key=lambda each: (each.helper_answered_at, each.id), default=None)


def gathers(help_request: HelpRequest) -> bool:
    """Whether several helpers are being brought together for one appointment."""
    return help_request.is_team and help_request.status is RequestStatus.PROPOSED


def is_holding(proposal: Proposal) -> bool:
    """Whether it holds a place: the helper said yes, and nobody said so before."""
    return proposal.status is ProposalStatus.OPEN and proposal.helper_answer is Answer.YES


def find_team_slot(session: Session, help_request: HelpRequest) -> Slot | None:
    """The half-day for which a team gathers: of those who said yes, else of those asked."""
    if not gathers(help_request):
        return None
    holds = (Proposal.status == ProposalStatus.OPEN) & (Proposal.helper_answer == Answer.YES)
    found = session.execute(
        select(Proposal.on_date, Proposal.half_day)
        .where(Proposal.help_request_id == help_request.id, Proposal.status.in_(LIVE_PROPOSALS))
        .order_by(case((holds, 0), else_=1), Proposal.helper_answered_at, Proposal.id)
        .limit(1)
    ).first()
    return Slot.of(found.on_date, found.half_day) if found is not None else None


def count_holding(session: Session, request_ids: Collection[int]) -> dict[int, int]:
    """How many hold a place of each of these requests."""
    if not request_ids:
        return {}
    rows = session.execute(
        select(Proposal.help_request_id, func.count())
        .where(
            Proposal.help_request_id.in_(request_ids),
            Proposal.status == ProposalStatus.OPEN,
            Proposal.helper_answer == Answer.YES,
        )
        .group_by(Proposal.help_request_id)
    )
    return dict(iter(rows))


def waits_for(proposal: Proposal, user_id: int | None, now: datetime) -> bool:
    """Whether one of its two people may still answer; a held one has no clock."""
    if proposal.status is ProposalStatus.OPEN and proposal.expires_at <= now:
        return False
    if user_id == proposal.helper_id:
        return proposal.status in LIVE_PROPOSALS and proposal.helper_answer is Answer.NONE
    return is_holding(proposal) and proposal.resident_answer is Answer.NONE


def is_settled(message: Message, proposal: Proposal | None, now: datetime) -> bool:
    """Whether the question of this message is asked no more."""
    if message.kind not in _QUESTIONS or proposal is None:
        return False
    return not waits_for(proposal, message.user_id, now)


def count_refused_by_residents(session: Session, helper: User) -> int:
    """How often a resident said no to this helper."""
    n = session.scalar(
        select(func.count()).where(
            Proposal.helper_id == helper.id, Proposal.resident_answer == Answer.NO
        )
    )
    return n or 0


def list_asked(session: Session, helper: User) -> Sequence[Proposal]:
    """Live proposals of one helper, the soonest first."""
    return session.scalars(
        select(Proposal)
        .where(Proposal.helper_id == helper.id, Proposal.status.in_(LIVE_PROPOSALS))
        .options(selectinload(Proposal.help_request))
        .order_by(Proposal.on_date, Proposal.id)
    ).all()
