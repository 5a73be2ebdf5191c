"""What must be true after each step, read by SQL alone (docs/reliability.md names each)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from mutualaid.domain.categories import category
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import (
    LEGAL,
    LIVE_PROPOSALS,
    Answer,
    AppointmentStatus,
    Channel,
    HelperStatus,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Base,
    Block,
    Coordinator,
    HelpRequest,
    JournalEntry,
    Message,
    Offer,
    Proposal,
    Task,
    User,
)
from mutualaid.services import journal

IN_FLIGHT_PER_HELPER = 3
ENDS_WITHIN = timedelta(hours=72)
LONGEST_HELD = timedelta(days=5)
"""A day for the others, a day of desk time for the resident, and a weekend between."""
Check = Callable[[Session, datetime], Iterable[str]]


def one_live_proposal_each(session: Session, _now: datetime) -> Iterable[str]:
    """I2: one live proposal for a helper and a request; three in flight per helper missing."""
    live = Proposal.status.in_(LIVE_PROPOSALS)
    twice = (
        select(Proposal.help_request_id, Proposal.helper_id)
        .where(live)
        .group_by(Proposal.help_request_id, Proposal.helper_id)
        .having(func.count() > 1)
    )
    for request_id, helper_id in session.execute(twice):
        yield f"I2 helper {helper_id} is asked twice for request {request_id}"
    many = (
        select(HelpRequest.id, func.count())
        .join(Proposal)
        .where(live)
        .group_by(HelpRequest.id, HelpRequest.helpers_needed)
        .having(func.count() > IN_FLIGHT_PER_HELPER * HelpRequest.helpers_needed)
    )
    for request_id, n in session.execute(many):
        yield f"I2 request {request_id} has {n} proposals in flight"


def nobody_in_two_places(session: Session, _now: datetime) -> Iterable[str]:
    """I3: no half-day is promised twice, as a helper or as a resident."""
    when = (Appointment.on_date, Appointment.half_day, HelpRequest.n_half_days)
    planned = Appointment.status == AppointmentStatus.PLANNED
    need = HelpRequest.id == Appointment.help_request_id
    helping = (
        select(AppointmentHelper.helper_id, Appointment.id, *when)
        .join(Appointment, Appointment.id == AppointmentHelper.appointment_id)
        .join(HelpRequest, need)
        .where(planned, AppointmentHelper.status == HelperStatus.COMING)
    )
    taken: dict[tuple[int, Slot], set[int]] = defaultdict(set)
    for user_id, number, on_date, half_day, n_half_days in session.execute(helping):
        first = Slot.of(on_date, HalfDay(half_day))
        for step in range(n_half_days):
            taken[user_id, Slot(on_date, first.half_day_index + step)].add(number)
    for (user_id, slot), numbers in taken.items():
        if len(numbers) > 1:
            yield f"I3 helper {user_id} has appointments {sorted(numbers)} on {slot}"


def no_more_agreed_than_needed(session: Session, _now: datetime) -> Iterable[str]:
    """I4: as many agreed as asked for, and an appointment for what is agreed."""
    agreed = (
        select(HelpRequest.id, func.count())
        .join(Proposal)
        .where(Proposal.status == ProposalStatus.AGREED)
        .group_by(HelpRequest.id, HelpRequest.helpers_needed)
        .having(func.count() > HelpRequest.helpers_needed)
    )
    for request_id, n in session.execute(agreed):
        yield f"I4 request {request_id} has {n} agreed"
    planned = exists().where(Appointment.help_request_id == HelpRequest.id)
    lonely = select(HelpRequest.id).where(HelpRequest.status == RequestStatus.AGREED, ~planned)
    for request_id in session.scalars(lonely):
        yield f"I4 request {request_id} is agreed without an appointment"
    live = exists().where(
        Proposal.help_request_id == HelpRequest.id, Proposal.status.in_(LIVE_PROPOSALS)
    )
    astray = select(HelpRequest.id).where(
        or_(
            (HelpRequest.status == RequestStatus.PROPOSED) & ~live,
            (HelpRequest.status == RequestStatus.OPEN) & live,
        )
    )
    for request_id in session.scalars(astray):
        yield f"I4 request {request_id}: its state and its live proposals do not agree"


def every_word_is_owed(session: Session, _now: datetime) -> Iterable[str]:
    """I5: each proposal asks its helper; each agreed pair is confirmed to both, once."""
    asks = exists().where(
        Message.kind == MessageKind.PROPOSAL_HELPER, Message.proposal_id == Proposal.id
    )
    for number in session.scalars(select(Proposal.id).where(~asks)):
        yield f"I5 proposal {number} does not ask its helper"
    tells = exists().where(
        Message.kind == MessageKind.PROPOSAL_RESIDENT,
        Message.help_request_id == Proposal.help_request_id,
    )
    untold = (
        select(Proposal.id)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .join(User, User.id == HelpRequest.user_id)
        .where(~tells, User.channel == Channel.EMAIL, User.email.is_not(None))
    )
    for number in session.scalars(untold):
        yield f"I5 proposal {number} does not tell its resident"
    confirmed = Counter(
        session.execute(
            select(Message.appointment_id, Message.user_id).where(
                Message.kind.in_([MessageKind.AGREED_HELPER, MessageKind.AGREED_RESIDENT])
            )
        )
    )
    joined = Counter(
        session.scalars(
            select(JournalEntry.subject_id).where(JournalEntry.action == "helper_joined")
        )
    )
    for (number, user_id), n in confirmed.items():
        if n > 1 + joined[number]:
            yield f"I5 appointment {number} is confirmed {n} times to {user_id}"


def teams_are_whole(session: Session, now: datetime) -> Iterable[str]:
    """I13: a team is asked for one half-day, none is held for ever, and none begins short."""
    gathering = (
        select(Proposal)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .where(
            HelpRequest.status == RequestStatus.PROPOSED,
            HelpRequest.helpers_needed > 1,
            Proposal.status.in_(LIVE_PROPOSALS),
        )
        .options(joinedload(Proposal.help_request), joinedload(Proposal.helper))
    )
    moments: dict[int, set[Slot]] = defaultdict(set)
    for proposal in session.scalars(gathering):
        moments[proposal.help_request_id].add(proposal.slot)
        said_yes = proposal.status is ProposalStatus.OPEN and proposal.helper_answer is Answer.YES
        is_by_mail = proposal.helper.channel is Channel.EMAIL
        if said_yes and is_by_mail and proposal.help_request.user.channel is Channel.EMAIL:
            held_for = now - (proposal.helper_answered_at or now)
            if held_for > LONGEST_HELD:
                yield f"I13 proposal {proposal.id} is held for {held_for}"
    for request_id, slots in moments.items():
        if len(slots) > 1:
            yield f"I13 request {request_id} asks its team for {sorted(slots)}"
    ever = func.count(AppointmentHelper.id)
    short = (
        select(Appointment.id)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .join(AppointmentHelper, AppointmentHelper.appointment_id == Appointment.id)
        .group_by(Appointment.id, HelpRequest.helpers_needed)
        .having(ever < HelpRequest.helpers_needed)
    )
    for number in session.scalars(short):
        yield f"I13 appointment {number} was made with fewer than are needed"
    coming = func.count(AppointmentHelper.id)
    crowded = (
        select(Appointment.id)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .join(AppointmentHelper, AppointmentHelper.appointment_id == Appointment.id)
        .where(AppointmentHelper.status == HelperStatus.COMING)
        .group_by(Appointment.id, HelpRequest.helpers_needed)
        .having(coming > HelpRequest.helpers_needed)
    )
    for number in session.scalars(crowded):
        yield f"I13 appointment {number} has more than are needed"


def messages_end(session: Session, now: datetime) -> Iterable[str]:
    """I7: no mail waits for more than three days; a failed one is on the desk."""
    waiting = select(Message.id, Message.status).where(
        Message.status.in_([MessageStatus.PENDING, MessageStatus.SENDING]),
        Message.channel == Channel.EMAIL,
        Message.send_after < now - ENDS_WITHIN,
    )
    for number, status in session.execute(waiting):
        yield f"I7 message {number} is still {status}"
    on_desk = exists().where(Task.message_id == Message.id)
    failed = select(Message.id).where(Message.status == MessageStatus.FAILED, ~on_desk)
    for number in session.scalars(failed):
        yield f"I7 message {number} failed and no desk knows"


def contacts_after_two_yeses(session: Session, _now: datetime) -> Iterable[str]:
    """I10: who is confirmed said yes, was answered yes, is met where a door is shown, unblocked."""
    rows = session.execute(
        select(
            Proposal.id,
            Proposal.helper_answer,
            Proposal.resident_answer,
            HelpRequest.category,
            HelpRequest.meeting_point_id,
            User.met_on,
        )
        .join(AppointmentHelper, AppointmentHelper.proposal_id == Proposal.id)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .join(User, User.id == Proposal.helper_id)
    )
    for number, helper_answer, resident_answer, kind_of_help, meeting_point_id, met_on in rows:
        if (helper_answer, resident_answer) != (Answer.YES, Answer.YES):
            yield f"I10 proposal {number} became an appointment without two yeses"
        if not category(kind_of_help).is_remote and meeting_point_id is None and met_on is None:
            yield f"I10 proposal {number} shows a door to somebody nobody has met"
    helping = aliased(AppointmentHelper)
    blocked = (
        select(Appointment.id)
        .join(helping, helping.appointment_id == Appointment.id)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .join(
            Block,
            or_(
                (Block.blocker_id == HelpRequest.user_id) & (Block.blocked_id == helping.helper_id),
                (Block.blocked_id == HelpRequest.user_id) & (Block.blocker_id == helping.helper_id),
            ),
        )
        .where(
            Appointment.status == AppointmentStatus.PLANNED, helping.status == HelperStatus.COMING
        )
    )
    for number in session.scalars(blocked):
        yield f"I10 appointment {number} is planned between two who are blocked"


def the_journal_tells(session: Session, _now: datetime) -> Iterable[str]:
    """I12: a disclosure (two yeses) and a role each have their line."""
    told = select(JournalEntry.subject_id).where(
        JournalEntry.action == "agreed", JournalEntry.subject_kind == Appointment.__tablename__
    )
    first_date = select(func.min(Appointment.id)).group_by(Appointment.help_request_id)
    silent = select(Appointment.id).where(
        Appointment.id.in_(first_date), Appointment.id.not_in(told)
    )
    for number in session.scalars(silent):
        yield f"I12 nothing tells that the contacts of appointment {number} were given"
    named = select(JournalEntry.subject_id).where(JournalEntry.action == "coordinator_added")
    for number in session.scalars(
        select(Coordinator.user_id).where(Coordinator.user_id.not_in(named))
    ):
        yield f"I12 nothing tells who gave person {number} a role"


def the_chain_holds(session: Session) -> list[str]:
    """I12: no line of the journal was changed, put in or taken away."""
    verdict = journal.verify(session)
    return [] if verdict.broken_at is None else [f"I12 the chain breaks at {verdict.broken_at}"]


ALWAYS: tuple[Check, ...] = (
    one_live_proposal_each,
    nobody_in_two_places,
    no_more_agreed_than_needed,
    every_word_is_owed,
    teams_are_whole,
    messages_end,
    contacts_after_two_yeses,
    the_journal_tells,
)


def violations(session: Session, now: datetime) -> list[str]:
    """Everything that is wrong at this moment."""
    return [fault for check in ALWAYS for fault in check(session, now)]


def reachable(old: StrEnum) -> frozenset[StrEnum]:
    """The states to which legal changes lead from one, itself included."""
    ways = LEGAL[type(old)]
    found, edge = {old}, [old]
    while edge:
        for state in ways.get(edge.pop(), ()):
            if state not in found:
                found.add(state)
                edge.append(state)
    return frozenset(found)


class Versions:
    """I9: states change along the table of legal changes, and versions only grow."""

    TABLES: tuple[type[Base], ...] = (HelpRequest, Proposal, Offer)

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], tuple[StrEnum, int]] = {}

    def changes(self, session: Session) -> Iterable[str]:
        """What changed since the last look and should not have."""
        for table in self.TABLES:
            rows = session.execute(select(table.id, table.status, table.version))  # type: ignore[attr-defined]
            for number, status, version in rows:
                key = (table.__tablename__, number)
                old = self._seen.get(key)
                if old is not None:
                    yield from _judge(key, old, (status, version))
                self._seen[key] = (status, version)


def _judge(
    key: tuple[str, int], old: tuple[StrEnum, int], new: tuple[StrEnum, int]
) -> Iterable[str]:
    if new[0] not in reachable(old[0]):
        yield f"I9 {key}: {old[0]} → {new[0]}"
    if new[1] < old[1] or (new[0] != old[0] and new[1] == old[1]):
        yield f"I9 {key}: version {old[1]} → {new[1]} while {old[0]} → {new[0]}"


def lost_requests(session: Session, acknowledged: set[int]) -> list[str]:
    """I1: a request of which somebody was told is there."""
    there = set(session.scalars(select(HelpRequest.id)))
    return [f"I1 request {number} is gone" for number in sorted(acknowledged - there)]


def too_late(session: Session, message_ids: Iterable[int], since: datetime) -> list[str]:
    """I8: mails that left in this step although what they spoke of was over before it began."""
    rows = session.execute(
        select(Message.id, Message.status, Message.ended_at).where(Message.id.in_(message_ids))
    )
    return [
        f"I8 message {number} left after it was cancelled"
        for number, status, ended_at in rows
        if status is MessageStatus.CANCELLED and ended_at is not None and ended_at < since
    ]
