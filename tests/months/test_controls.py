"""Each thing that the months look for is found when somebody breaks it on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mutualaid.demo.place import ZONE
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    HelperStatus,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Block,
    HelpRequest,
    JournalEntry,
    Message,
    Proposal,
)
from mutualaid.services import journal, proposals
from tests import factories
from tests.factories import NOW, thursday
from tests.months import invariants, promises
from tests.services.appointments.conftest import Quarter

LATER = NOW + timedelta(days=10)


@pytest.fixture
def quarter(session: Session) -> Quarter:
    """Jeanne and Karim have agreed; Rose is asked for another need, by phone."""
    found = Quarter(session)
    journal.note(session, "coordinator_added", found.fatima, by=None, now=NOW)
    found.agree(start_time=None)
    need = factories.help_request(session, found.jeanne, searching_since=NOW)
    proposals.propose(session, need, found.rose, thursday(), by=found.fatima, now=NOW)
    return found


def test_nothing_is_found_where_nothing_is_broken(session: Session, quarter: Quarter) -> None:
    assert invariants.violations(session, NOW) == []
    assert promises.broken(session, NOW, ZONE) == []


def too_many_asked(session: Session) -> None:
    need = session.scalars(
        select(HelpRequest).where(HelpRequest.status == RequestStatus.PROPOSED)
    ).one()
    for name in ("Ali", "Inès", "Paul"):
        offer = factories.helper(session, need.neighbourhood, name, phone=None)
        proposals.propose(session, need, offer, thursday(), by=offer.user, now=NOW)


def the_same_hour_twice(session: Session) -> None:
    coming = session.scalars(select(AppointmentHelper)).one()
    seen = session.get_one(Appointment, coming.appointment_id)
    need = factories.help_request(session, seen.help_request.user)
    again = Appointment(
        help_request_id=need.id,
        on_date=seen.on_date,
        half_day=seen.half_day,
        minutes=60,
        uid="twice@example.fr",
        mot_de_passage="tournesol bleu",
        created_at=NOW,
    )
    session.add(again)
    session.flush()
    session.add(
        AppointmentHelper(
            appointment_id=again.id,
            helper_id=coming.helper_id,
            proposal_id=coming.proposal_id,
            status=HelperStatus.COMING,
        )
    )


def a_team_of_two_moments(session: Session) -> None:
    need = session.scalars(
        select(HelpRequest).where(HelpRequest.status == RequestStatus.PROPOSED)
    ).one()
    need.helpers_needed = 2
    offer = factories.helper(session, need.neighbourhood, "Ali", phone=None)
    proposals.propose(session, need, offer, thursday(), by=offer.user, now=NOW)
    asked = session.scalars(select(Proposal).where(Proposal.helper_id == offer.user_id)).one()
    asked.half_day = HalfDay.MORNING


def sets(table: type, **values: object) -> Callable[[Session], None]:
    """Write this over every row."""
    return lambda session: session.execute(update(table).values(**values))


def lose(kind: MessageKind) -> Callable[[Session], None]:
    """These messages were never owed."""
    return lambda session: session.execute(delete(Message).where(Message.kind == kind))


def block_without_the_rest(session: Session) -> None:
    seen = session.scalars(select(AppointmentHelper)).one()
    resident = session.get_one(Appointment, seen.appointment_id).help_request.user_id
    session.add(Block(blocker_id=resident, blocked_id=seen.helper_id, created_at=NOW))


BROKEN: dict[str, tuple[Callable[[Session], None], str]] = {
    "four are asked": (too_many_asked, "I2"),
    "two places at once": (the_same_hour_twice, "I3"),
    "open with a live proposal": (sets(HelpRequest, status=RequestStatus.OPEN), "I4"),
    "agreed without a date": (sets(HelpRequest, status=RequestStatus.AGREED), "I4"),
    "a team that begins short": (
        sets(HelpRequest, helpers_needed=2, status=RequestStatus.AGREED),
        "I13",
    ),
    "a team asked for two half-days": (a_team_of_two_moments, "I13"),
    "an ask that is not owed": (lose(MessageKind.PROPOSAL_HELPER), "I5"),
    "a word to the resident that is not owed": (lose(MessageKind.PROPOSAL_RESIDENT), "I5"),
    "a mail that waits for ever": (sets(Message, send_after=NOW - timedelta(days=9)), "I7"),
    "a failure that nobody sees": (sets(Message, status=MessageStatus.FAILED), "I7"),
    "one yes only": (sets(Proposal, resident_answer=Answer.NONE), "I10"),
    "blocked, and planned": (block_without_the_rest, "I10"),
    "contacts given without a line": (lambda session: session.execute(delete(JournalEntry)), "I12"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found(session: Session, quarter: Quarter, name: str) -> None:
    breaks, rule = BROKEN[name]
    breaks(session)
    session.flush()
    session.expire_all()
    assert any(fault.startswith(rule) for fault in invariants.violations(session, NOW))


def told_nothing(session: Session) -> None:
    session.execute(delete(Message))


BROKEN_PROMISES: dict[str, tuple[Callable[[Session], None], str]] = {
    "ten days without a word": (told_nothing, "waits in silence"),
    "a yes without an answer": (
        sets(Proposal, helper_answer=Answer.YES, status=ProposalStatus.OPEN),
        "a yes of",
    ),
    "a call that nobody makes": (sets(Message, channel=Channel.CALL), "waits since"),
}


@pytest.mark.parametrize("name", BROKEN_PROMISES)
def test_a_broken_promise_is_found(session: Session, quarter: Quarter, name: str) -> None:
    breaks, words = BROKEN_PROMISES[name]
    breaks(session)
    session.flush()
    session.expire_all()
    assert any(words in fault for fault in promises.broken(session, LATER, ZONE))


def found_by(look: Iterable[str]) -> str:
    return "; ".join(look)


def test_what_history_must_not_show_is_found(session: Session, quarter: Quarter) -> None:
    versions = invariants.Versions()
    assert found_by(versions.changes(session)) == ""
    session.execute(update(Proposal).values(status=ProposalStatus.OPEN))
    assert "I9" in found_by(versions.changes(session))
    assert "I1 request 999 is gone" in invariants.lost_requests(session, {999})
    message_id = session.scalars(select(Message.id).limit(1)).one()
    session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(status=MessageStatus.CANCELLED, ended_at=NOW)
    )
    assert invariants.too_late(session, [message_id], NOW + timedelta(hours=1))
