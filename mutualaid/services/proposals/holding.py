"""Who holds a request, who waits behind, and when all have said yes.

A proposal *holds* a place when it is open and the helper said yes. A request needs
`helpers_needed` of them or, once agreed, as many as cannot come any more; while every place is
held, the others are `held`: their clock stops. Of a team all are asked for one half-day, those who
said yes wait for the others for a day at most, and the resident is asked one question about all.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Answer, ProposalStatus, RequestStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Proposal
from mutualaid.queries.appointments import count_missing
from mutualaid.queries.proposals import find_team_slot, gathers, is_holding
from mutualaid.services import appointment_beginnings, outbox, run_requests, series, tasks
from mutualaid.services.asked import all_found, live_of
from mutualaid.services.proposals import clocks
from mutualaid.services.proposals.joining import join
from mutualaid.services.transitions import change, touch


def holding_of(session: Session, help_request: HelpRequest) -> list[Proposal]:
    """Those that hold a place, the earliest yes first."""
    return [each for each in live_of(session, help_request) if is_holding(each)]


def count_places(session: Session, help_request: HelpRequest) -> int:
    """How many are to be found: as many as it needs, or those whom what is agreed has lost."""
    if help_request.status is RequestStatus.AGREED:
        return count_missing(session, help_request)
    return help_request.helpers_needed


def is_full(session: Session, help_request: HelpRequest, *, besides: Proposal) -> bool:
    """Whether the yeses of others hold every place already, or are for another half-day."""
    others = [each for each in holding_of(session, help_request) if each.id != besides.id]
    is_elsewhere = gathers(help_request) and any(each.slot != besides.slot for each in others)
    return is_elsewhere or len(others) >= count_places(session, help_request)


def team_asked_about(session: Session, help_request: HelpRequest) -> list[Proposal]:
    """All whose yes the resident is asked about at once; nobody while somebody is missing."""
    team = holding_of(session, help_request)
    return team if len(team) >= count_places(session, help_request) else []


def held_until(
    session: Session, help_request: HelpRequest, proposal: Proposal, *, now: datetime
) -> datetime:
    """How long a yes given now holds its place.

    Of a team: until the first of them has waited for a day. They are all released together.
    """
    if not gathers(help_request):
        return clocks.resident_deadline(session, help_request, proposal.slot, now=now)
    helper = proposal.helper
    desks = clocks.desks_of(session, [helper])
    own = clocks.deadline(desks, helper, help_request, proposal.slot, now=now)
    others = [each for each in holding_of(session, help_request) if each.id != proposal.id]
    return min([own, *(each.expires_at for each in others)])


def starts_at(help_request: HelpRequest, proposal: Proposal) -> datetime:
    """The instant at which the appointment would begin, as UTC."""
    zone = help_request.zone
    return proposal.slot.starts_at(zone, help_request.start_time)


def hold_others(session: Session, help_request: HelpRequest) -> None:
    """Every place is taken by a yes: the clock of the others stops."""
    if help_request.status not in (RequestStatus.PROPOSED, RequestStatus.AGREED):
        return
    if len(holding_of(session, help_request)) < count_places(session, help_request):
        return
    for other in live_of(session, help_request):
        if other.status is ProposalStatus.OPEN and other.helper_answer is Answer.NONE:
            change(session, other, ProposalStatus.HELD)


def settle(
    session: Session, help_request: HelpRequest, proposal: Proposal, *, now: datetime
) -> None:
    """A helper holds a place: ask the resident, unless she agreed already; agree when all have."""
    if gathers(help_request):
        _gather(session, help_request, now=now)
        return
    advance = help_request.agreed_in_advance_at is not None and proposal.helper.met_on is not None
    if proposal.resident_answer is Answer.NONE and advance:
        touch(session, proposal, resident_answer=Answer.YES, resident_answered_at=now)
    if proposal.resident_answer is Answer.NONE:
        outbox.owe(
            session,
            MessageKind.HELPER_SAID_YES,
            help_request.user,
            about=proposal,
            now=now,
            event=str(proposal.version),
        )
        return
    if help_request.status is RequestStatus.AGREED:
        join(session, help_request, proposal, now=now)
        return
    agree(session, help_request, [proposal], now=now)


def _gather(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """Once all have said yes: agreed when the resident has, else one question about all of them."""
    team = team_asked_about(session, help_request)
    if not team:
        return
    if help_request.agreed_in_advance_at is not None and all(each.helper.met_on for each in team):
        for each in team:
            if each.resident_answer is Answer.NONE:
                touch(session, each, resident_answer=Answer.YES, resident_answered_at=now)
    if all(each.resident_answer is Answer.YES for each in team):
        agree(session, help_request, team, now=now)
        return
    ends = clocks.resident_deadline(session, help_request, team[0].slot, now=now)
    for each in team:
        touch(session, each, expires_at=ends)
    last = team[-1]
    outbox.owe(
        session,
        MessageKind.HELPER_SAID_YES,
        help_request.user,
        about=last,
        now=now,
        event=str(last.version),
    )


def agree(
    session: Session, help_request: HelpRequest, agreed: list[Proposal], *, now: datetime
) -> None:
    """All have said yes: one appointment, the others are thanked."""
    for proposal in agreed:
        change(session, proposal, ProposalStatus.AGREED)
    all_found(session, help_request, now=now)
    change(session, help_request, RequestStatus.AGREED)
    outbox.void(
        session, now=now, help_request_id=help_request.id, kind=MessageKind.PROPOSAL_RESIDENT
    )
    appointment_beginnings.make(session, help_request, agreed, now=now)
    if help_request.is_weekly:
        series.put_down(session, help_request, agreed, now=now)


def fill_places(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """A place came free: the earliest waiting yes takes it, else those held are asked again.

    When nobody waits, the next neighbour is asked.
    """
    free = count_places(session, help_request) - len(holding_of(session, help_request))
    if free > 0:
        _ask_no_more_about_team(session, help_request, now=now)
    waiting = [
        each for each in live_of(session, help_request) if each.status is ProposalStatus.HELD
    ]
    for proposal in waiting:
        fits = find_team_slot(session, help_request) in (None, proposal.slot)
        if free > 0 and proposal.helper_answer is Answer.YES and fits:
            _take_place(session, help_request, proposal, now)
            free -= 1
    unanswered = [each for each in waiting if each.helper_answer is Answer.NONE]
    if free > 0:
        for proposal in unanswered:
            _ask_again(session, help_request, proposal, now)
    reopen_when_alone(session, help_request)
    if free > 0 and (
        lacks_backups(session, help_request) if gathers(help_request) else not unanswered
    ):
        run_requests.ask_next_soon(session, help_request, now=now)


def lacks_backups(session: Session, help_request: HelpRequest) -> bool:
    """Whether fewer are being asked than places are free, or not as many for each of them."""
    live = live_of(session, help_request)
    missing = count_places(session, help_request) - sum(is_holding(each) for each in live)
    n_asked = sum(each.helper_answer is Answer.NONE for each in live)
    return missing > 0 and (n_asked < missing or n_asked % missing != 0)


def _ask_no_more_about_team(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """Somebody of the team fell out: the resident is asked again when it is complete."""
    if not gathers(help_request):
        return
    outbox.void(session, now=now, help_request_id=help_request.id, kind=MessageKind.HELPER_SAID_YES)
    for each in holding_of(session, help_request):
        if each.resident_answer is not Answer.NONE:
            touch(session, each, resident_answer=Answer.NONE, resident_answered_at=None)


def reopen_when_alone(session: Session, help_request: HelpRequest) -> None:
    """Nobody is asked any more: the request is open."""
    if help_request.status is RequestStatus.PROPOSED and not live_of(session, help_request):
        change(session, help_request, RequestStatus.OPEN)


def _take_place(
    session: Session, help_request: HelpRequest, proposal: Proposal, now: datetime
) -> None:
    ends = held_until(session, help_request, proposal, now=now)
    change(session, proposal, ProposalStatus.OPEN, expires_at=ends)
    settle(session, help_request, proposal, now=now)


def _ask_again(
    session: Session, help_request: HelpRequest, proposal: Proposal, now: datetime
) -> None:
    ends = clocks.again_deadline(session, help_request, proposal, now=now)
    change(session, proposal, ProposalStatus.OPEN, expires_at=ends)


def lose_a_yes(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """Somebody had said yes, and that is over: the search begins anew, and so do its promises."""
    touch(session, help_request, searching_since=now)
    tasks.drop_of_request(session, help_request, {TaskKind.SILENCE}, now=now)
