"""What the two say, and what it makes true."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mutualaid.domain.deadlines import UNDO_WITHIN
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    SEARCHING_REQUESTS,
    Answer,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelperRefusal, HelpRequest, Proposal, User
from mutualaid.queries import capacity
from mutualaid.queries.proposals import count_refused_by_residents, gathers, is_holding
from mutualaid.queries.ties import ids_blocked_with
from mutualaid.services import journal, outbox, rests, rules, tasks
from mutualaid.services.asked import live_of
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_people, lock_request
from mutualaid.services.proposals.holding import (
    fill_places,
    held_until,
    hold_others,
    is_full,
    lose_a_yes,
    settle,
    team_asked_about,
)
from mutualaid.services.proposals.refusals import refuse_pair
from mutualaid.services.run_requests import is_searched
from mutualaid.services.transitions import change, touch

TALK_AFTER = 3


def answer_as_helper(
    session: Session, proposal: Proposal, yes: bool, *, by: User, now: datetime
) -> Proposal:
    """The helper's yes holds the request (or waits behind another yes); her no ends it."""
    help_request, proposal = _under_lock(session, proposal)
    if proposal.status not in LIVE_PROPOSALS or proposal.helper_answer is not Answer.NONE:
        raise Refusal("answered_already")
    _refuse_when_over(proposal, now)
    outbox.finish_calls(session, MessageKind.PROPOSAL_HELPER, proposal, by=by, now=now)
    rests.answered(session, proposal.helper)
    if yes:
        _helper_says_yes(session, help_request, proposal, by=by, now=now)
    else:
        _helper_says_no(session, help_request, proposal, by=by, now=now)
    journal.note(session, "helper_answered", proposal, by=by, now=now, yes=int(yes))
    heard_from(session, proposal.helper, now=now)
    return proposal


def _helper_says_yes(
    session: Session, help_request: HelpRequest, proposal: Proposal, *, by: User, now: datetime
) -> None:
    deadline = held_until(session, help_request, proposal, now=now)
    _write(
        session,
        proposal,
        helper_answer=Answer.YES,
        helper_answered_at=now,
        helper_answered_by_id=by.id,
        expires_at=deadline,
    )
    if proposal.status is ProposalStatus.OPEN and is_full(session, help_request, besides=proposal):
        change(session, proposal, ProposalStatus.HELD)
    elif proposal.status is ProposalStatus.OPEN:
        settle(session, help_request, proposal, now=now)
        hold_others(session, help_request)
    tasks.drop_of_request(session, help_request, {TaskKind.WAITING}, now=now)


def _helper_says_no(
    session: Session, help_request: HelpRequest, proposal: Proposal, *, by: User, now: datetime
) -> None:
    if is_holding(proposal):
        lose_a_yes(session, help_request, now=now)
    change(
        session,
        proposal,
        ProposalStatus.DECLINED,
        helper_answer=Answer.NO,
        helper_answered_at=now,
        helper_answered_by_id=by.id,
        ended_at=now,
    )
    refuse_pair(session, proposal, now=now)
    fill_places(session, help_request, now=now)


def take_back(session: Session, proposal: Proposal, *, by: User, now: datetime) -> None:
    """The helper stops, whatever she had said: a no that nobody has to give a reason for."""
    help_request, proposal = _under_lock(session, proposal)
    if proposal.status in LIVE_PROPOSALS:
        outbox.finish_calls(session, MessageKind.PROPOSAL_HELPER, proposal, by=by, now=now)
        _helper_says_no(session, help_request, proposal, by=by, now=now)
        journal.note(session, "helper_stopped", proposal, by=by, now=now)


def answer_as_resident(
    session: Session,
    proposal: Proposal,
    yes: bool,
    *,
    by: User,
    now: datetime,
    team: Collection[int] = (),
) -> Proposal:
    """The resident's word on a helper who said yes: an appointment, or the next neighbour.

    Of a team it is one word about all: `team` are the proposals that she read of, so that a
    change in between is no yes to somebody else.
    """
    help_request, proposal = _under_lock(session, proposal)
    together = _asked_about(session, help_request, proposal)
    if team and set(team) != {each.id for each in together}:
        raise Refusal("changed")
    _resident_was_heard(session, help_request, together, by=by, now=now)
    if yes:
        for each in together:
            _write(
                session,
                each,
                resident_answer=Answer.YES,
                resident_answered_at=now,
                resident_answered_by_id=by.id,
            )
        settle(session, help_request, proposal, now=now)
        for each in together:
            journal.note(session, "resident_answered", each, by=by, now=now, yes=1)
    else:
        _refuse(session, help_request, together, by=by, now=now)
    return proposal


def refuse_one(session: Session, proposal: Proposal, *, by: User, now: datetime) -> None:
    """Of a team she keeps the others: somebody else is looked for beside them."""
    help_request, proposal = _under_lock(session, proposal)
    together = _asked_about(session, help_request, proposal)
    _resident_was_heard(session, help_request, together, by=by, now=now)
    _refuse(session, help_request, [proposal], by=by, now=now)


def _resident_was_heard(
    session: Session,
    help_request: HelpRequest,
    together: list[Proposal],
    *,
    by: User,
    now: datetime,
) -> None:
    """Nobody need call her any more about these."""
    for each in together:
        _refuse_when_over(each, now)
        outbox.finish_calls(session, MessageKind.HELPER_SAID_YES, each, by=by, now=now)
    tasks.drop_of_request(session, help_request, {TaskKind.SILENCE}, now=now)
    heard_from(session, help_request.user, now=now)


def _refuse(
    session: Session, help_request: HelpRequest, refused: list[Proposal], *, by: User, now: datetime
) -> None:
    """It lowers nobody: they are thanked and free, and the next neighbour is asked."""
    for each in refused:
        change(
            session,
            each,
            ProposalStatus.DECLINED,
            ended_at=now,
            resident_answer=Answer.NO,
            resident_answered_at=now,
            resident_answered_by_id=by.id,
        )
        refuse_pair(session, each, now=now)
        outbox.owe(session, MessageKind.RESIDENT_SAID_NO, each.helper, about=each, now=now)
        _ask_desk_after_three(session, each.helper, now=now)
    lose_a_yes(session, help_request, now=now)
    fill_places(session, help_request, now=now)
    for each in refused:
        journal.note(session, "resident_answered", each, by=by, now=now, yes=0)


def _asked_about(session: Session, help_request: HelpRequest, proposal: Proposal) -> list[Proposal]:
    """Those about whom the resident is asked together, this one among them."""
    found = [proposal] if is_holding(proposal) else []
    if gathers(help_request):
        team = team_asked_about(session, help_request)
        found = team if proposal.id in {each.id for each in team} else []
    if not found or proposal.resident_answer is not Answer.NONE:
        raise Refusal("answered_already")
    return found


def _ask_desk_after_three(session: Session, helper: User, *, now: datetime) -> None:
    refused = count_refused_by_residents(session, helper)
    if refused >= TALK_AFTER:
        tasks.ask_desk(
            session,
            TaskKind.REFUSALS,
            f"refusals:{helper.id}:{refused // TALK_AFTER}",
            now=now,
            neighbourhood_id=helper.neighbourhood_id,
            user_id=helper.id,
        )


def agree_in_advance(
    session: Session, help_request: HelpRequest, *, by: User, now: datetime
) -> None:
    """« D'accord d'avance », for every helper the team has met, until it is taken back."""
    help_request = lock_request(session, help_request.id)
    if help_request.status not in (*SEARCHING_REQUESTS, RequestStatus.UNCONFIRMED):
        raise Refusal("answered_already")
    _write(session, help_request, agreed_in_advance_at=now, prefers_to_wait_at=None)
    journal.note(session, "agreed_in_advance", help_request, by=by, now=now)
    for proposal in live_of(session, help_request):
        if is_holding(proposal):
            settle(session, help_request, proposal, now=now)


def take_back_advance(
    session: Session, help_request: HelpRequest, *, by: User, now: datetime
) -> None:
    """From now on the resident is asked about each person."""
    help_request = lock_request(session, help_request.id)
    if help_request.status not in (*SEARCHING_REQUESTS, RequestStatus.UNCONFIRMED):
        raise Refusal("answered_already")
    _write(session, help_request, agreed_in_advance_at=None)
    journal.note(session, "advance_taken_back", help_request, by=by, now=now)


def prefer_to_wait(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """« Je préfère attendre sa réponse »."""
    help_request = lock_request(session, help_request.id)
    if help_request.status not in SEARCHING_REQUESTS:
        raise Refusal("answered_already")
    _write(session, help_request, agreed_in_advance_at=None, prefers_to_wait_at=now)
    journal.note(session, "prefers_to_wait", help_request, by=by, now=now)


def undo_possible(session: Session, proposal: Proposal, *, now: datetime) -> bool:
    """A no for thirty minutes unless somebody else said yes; a yes until the other's yes."""
    if proposal.status in LIVE_PROPOSALS and proposal.helper_answer is Answer.YES:
        return proposal.resident_answer is Answer.NONE or gathers(proposal.help_request)
    if proposal.status is not ProposalStatus.DECLINED or proposal.helper_answer is not Answer.NO:
        return False
    answered = proposal.helper_answered_at
    if answered is None or now > answered + UNDO_WITHIN or now >= proposal.expires_at:
        return False
    if not _may_still_help(session, proposal):
        return False
    if gathers(proposal.help_request):
        return not is_full(session, proposal.help_request, besides=proposal)
    others = live_of(session, proposal.help_request)
    return all(other.helper_answer is not Answer.YES for other in others)


def _may_still_help(session: Session, proposal: Proposal) -> bool:
    """Whether somebody is looked for, she still offers, and no block came between the two."""
    offers = proposal.offer is None or proposal.offer.status is OfferStatus.ACTIVE
    blocked = ids_blocked_with(session, proposal.helper)
    is_wanted = is_searched(session, proposal.help_request)
    return is_wanted and offers and proposal.help_request.user_id not in blocked


def undo(session: Session, proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """Take the helper's answer back."""
    help_request, proposal = _under_lock(session, proposal)
    if not undo_possible(session, proposal, now=now):
        raise Refusal("too_late_to_undo")
    if proposal.status is ProposalStatus.DECLINED:
        _undo_no(session, help_request, proposal, now)
    else:
        was_holding = is_holding(proposal)
        _write(
            session,
            proposal,
            helper_answer=Answer.NONE,
            helper_answered_at=None,
            resident_answer=Answer.NONE,
            resident_answered_at=None,
        )
        outbox.void(session, now=now, proposal_id=proposal.id, kind=MessageKind.HELPER_SAID_YES)
        if was_holding:
            lose_a_yes(session, help_request, now=now)
            fill_places(session, help_request, now=now)
            hold_others(session, help_request)
    journal.note(session, "answer_undone", proposal, by=by, now=now)
    return proposal


def _undo_no(
    session: Session, help_request: HelpRequest, proposal: Proposal, now: datetime
) -> None:
    lock_people(session, [proposal.helper_id])
    today = rules.today_of(help_request, now)
    taken = capacity.taken_slots(session, today=today, helper_ids=[proposal.helper_id])
    needed = rules.needed_slots(help_request, proposal.slot, today=today, gaps=proposal.gaps)
    if taken[proposal.helper_id].intersection(needed):
        raise Refusal("taken")
    session.execute(
        delete(HelperRefusal).where(
            HelperRefusal.help_request_id == help_request.id,
            HelperRefusal.helper_id == proposal.helper_id,
        )
    )
    change(
        session,
        proposal,
        ProposalStatus.OPEN,
        helper_answer=Answer.NONE,
        helper_answered_at=None,
        ended_at=None,
    )
    if help_request.status is RequestStatus.OPEN:
        change(session, help_request, RequestStatus.PROPOSED)


def _under_lock(session: Session, proposal: Proposal) -> tuple[HelpRequest, Proposal]:
    """The request and the proposal as they are now, with nobody else changing them."""
    help_request = lock_request(session, proposal.help_request_id)
    fresh = session.scalar(
        select(Proposal).where(Proposal.id == proposal.id).execution_options(populate_existing=True)
    )
    assert fresh is not None
    return help_request, fresh


def _refuse_when_over(proposal: Proposal, now: datetime) -> None:
    if proposal.status is ProposalStatus.OPEN and now >= proposal.expires_at:
        raise Refusal("proposal_over")


def _write(session: Session, row: Proposal | HelpRequest, **values: object) -> None:
    if not touch(session, row, **values):
        raise Refusal("changed")
