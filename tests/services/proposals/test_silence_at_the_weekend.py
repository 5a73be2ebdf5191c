"""A helper's yes on Friday evening waits until the desk could telephone the resident."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import Channel, ProposalStatus
from mutualaid.models import Proposal
from mutualaid.services import proposals
from mutualaid.services.proposals import silence
from tests import factories
from tests.factories import NOW, TODAY
from tests.services.proposals.conftest import Quarter

FRIDAY = NOW + timedelta(days=4, hours=8)
"""18 h on the wall; the desk is open in the mornings from Monday to Friday."""
MONDAY_AT_8 = NOW + timedelta(days=7) - timedelta(hours=2)
NEXT_WEEK = Slot.of(TODAY + timedelta(days=11), HalfDay.AFTERNOON)


def say_yes(session: Session, slot: Slot = NEXT_WEEK) -> tuple[Quarter, Proposal]:
    quarter = Quarter(session, slots=(slot,))
    asked = proposals.propose(
        session, quarter.request, quarter.karim, slot, by=quarter.fatima, now=FRIDAY
    )
    proposals.answer_as_helper(session, asked, True, by=quarter.karim.user, now=FRIDAY)
    return quarter, asked


def test_she_is_telephoned_before_the_helper_is_freed(session: Session) -> None:
    quarter, asked = say_yes(session)
    factories.expire_due(session, now=MONDAY_AT_8)
    assert asked.status is ProposalStatus.OPEN
    assert silence.list_due(session, now=MONDAY_AT_8) == [quarter.request.id]
    tuesday_at_noon = MONDAY_AT_8 + timedelta(hours=28)
    assert asked.expires_at == tuesday_at_noon, "two open half-days after the yes"


def test_a_mailbox_that_died_leaves_the_same_time_for_the_call(session: Session) -> None:
    quarter, asked = say_yes(session)
    quarter.jeanne.channel = Channel.CALL
    factories.expire_due(session, now=FRIDAY + timedelta(hours=25))
    assert asked.status is ProposalStatus.OPEN


def test_the_margin_before_the_appointment_is_kept(session: Session) -> None:
    monday = Slot.of(TODAY + timedelta(days=7), HalfDay.EVENING)
    _quarter, asked = say_yes(session, monday)
    assert asked.expires_at == monday.starts_at("Europe/Paris") - timedelta(hours=2)


def test_who_cannot_be_telephoned_has_a_day(session: Session) -> None:
    quarter = Quarter(session, slots=(NEXT_WEEK,))
    quarter.jeanne.phone = None
    asked = proposals.propose(
        session, quarter.request, quarter.karim, NEXT_WEEK, by=quarter.fatima, now=FRIDAY
    )
    proposals.answer_as_helper(session, asked, True, by=quarter.karim.user, now=FRIDAY)
    assert asked.expires_at == FRIDAY + timedelta(hours=24)
