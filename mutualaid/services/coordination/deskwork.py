"""The rest of the desk: tasks, proposals by hand, spoken answers, runs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.categories import category
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import LIVE_REQUESTS, SEARCHING_REQUESTS, Channel, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import ConsentPurpose, HelpRequest, Offer, Proposal, Task, User
from mutualaid.queries import neighbours
from mutualaid.queries.proposals import get_proposal
from mutualaid.services import (
    consents,
    help_requests,
    journal,
    proposals,
    replies,
    run_requests,
    tasks,
    users,
)
from mutualaid.services.coordination.calls import TOLD_BY_VOICE, finish_voiced_call
from mutualaid.services.coordination.candidates import is_nobody_whole
from mutualaid.services.proposals import silence
from mutualaid.services.transitions import touch


class Side(StrEnum):
    """For whom a spoken answer is written down."""

    HELPER = "helper"
    RESIDENT = "resident"


def answer_for(
    session: Session,
    proposal: Proposal,
    side: Side,
    *,
    says_yes: bool,
    by: User,
    now: datetime,
    alone: bool = False,
) -> None:
    """A yes or no that somebody said by phone or at the door, outside any call we owed.

    `alone`: of a team, her no is about this one only.
    """
    if side is Side.HELPER:
        if not policies.may_answer_for_helper(by, proposal):
            raise NotFound("proposal")
        proposals.answer_as_helper(session, proposal, says_yes, by=by, now=now)
    else:
        if not policies.may_answer_for_resident(by, proposal):
            raise NotFound("proposal")
        if alone and not says_yes:
            proposals.refuse_one(session, proposal, by=by, now=now)
            return
        proposals.answer_as_resident(session, proposal, says_yes, by=by, now=now)


def answer_reply(session: Session, task: Task, *, says_yes: bool, by: User, now: datetime) -> None:
    """« C'est oui », « C'est non »: what somebody answered to our mail in her own words."""
    if not policies.coordinates(by, task.neighbourhood_id):
        raise NotFound("task")
    if task.kind is not TaskKind.REPLY or task.proposal_id is None:
        raise Refusal("no_such_answer")
    if task.status is not TaskStatus.OPEN:
        return
    proposal = get_proposal(session, task.proposal_id)
    side = Side.HELPER if task.user_id == proposal.helper_id else Side.RESIDENT
    answer_for(session, proposal, side, says_yes=says_yes, by=by, now=now)
    tasks.finish(session, task, by=by, now=now)


def propose_by_hand(
    session: Session,
    help_request: HelpRequest,
    offer: Offer,
    slot: Slot,
    *,
    by: User,
    now: datetime,
) -> Proposal:
    """Ask one neighbour, through the same hard rules and messages as the matcher."""
    if not policies.may_change_request(by, help_request):
        raise NotFound("help_request")
    around = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    if offer.user.neighbourhood_id not in around:
        raise NotFound("offer")
    may_miss = is_nobody_whole(session, help_request, now=now)
    return proposals.propose(session, help_request, offer, slot, by=by, now=now, may_miss=may_miss)


def set_urgent(
    session: Session, help_request: HelpRequest, *, is_urgent: bool, by: User, now: datetime
) -> None:
    """Urgent requests come first and are searched for at once."""
    if not policies.coordinates(by, help_request.neighbourhood_id):
        raise NotFound("help_request")
    if help_request.is_urgent is is_urgent:
        return
    if not touch(session, help_request, is_urgent=is_urgent):
        raise Refusal("changed")
    journal.note(session, "urgent_set", help_request, by=by, now=now, urgent=int(is_urgent))
    if is_urgent and help_request.status in SEARCHING_REQUESTS:
        ask_run(session, [help_request.neighbourhood_id or 0], by=by, now=now)


def ask_run(
    session: Session, neighbourhood_ids: Collection[int], *, by: User, now: datetime
) -> None:
    """« Lancer la recherche maintenant »: the worker takes it up; asking twice is once."""
    wanted = set(neighbourhood_ids)
    if not all(policies.coordinates(by, each) for each in wanted):
        raise NotFound("neighbourhood")
    pairs = neighbours.mutual_pairs(session)
    for group in neighbours.gather(sorted(wanted), pairs):
        run_requests.ask(session, neighbourhood_id=min(group), by=by, now=now)


def confirm_by_phone(session: Session, person: User, *, by: User, now: datetime) -> None:
    """« Oui, c'est bien moi »: what waited for a confirmation opens."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    speaker = session.get(User, person.spoken_for_by_id) if person.spoken_for_by_id else None
    is_new_to_us = speaker is not None and policies.coordinator(speaker)
    if is_new_to_us and not consents.has(session, person, ConsentPurpose.SPOKEN_FOR):
        users.note_spoken_for(session, person, "phone", by=by, now=now)
    users.confirm_channel(session, person, Channel.CALL, by=by, now=now)


def finish_task(session: Session, task: Task, *, by: User, now: datetime, note: str = "") -> None:
    """Tick a task, with what follows from it."""
    if not policies.coordinates(by, task.neighbourhood_id):
        raise NotFound("task")
    tasks.finish(session, task, by=by, now=now, note=note)
    if task.kind in TOLD_BY_VOICE.values():
        finish_voiced_call(session, task, by=by, now=now)
    if task.kind is TaskKind.KEYS:
        journal.note(session, "keys_handed_over", task, by=by, now=now)
    if task.kind is TaskKind.TALK and task.help_request_id is not None:
        _close_talk(session, task.help_request_id, by=by, now=now)
    if task.kind is TaskKind.REPLY:
        replies.read_without_answer(session, task, now=now)
    if task.kind is TaskKind.SILENCE and task.help_request_id is not None:
        silence.heard(session, task.help_request_id, now=now)


def _close_talk(session: Session, request_id: int, *, by: User, now: datetime) -> None:
    """« Je veux en parler » is answered by talking."""
    help_request = session.get_one(HelpRequest, request_id)
    is_talk = not category(help_request.category).goes_to_matcher
    if is_talk and help_request.status in LIVE_REQUESTS:
        help_requests.close(session, help_request, by=by, now=now)
