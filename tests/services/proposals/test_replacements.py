"""One of several helpers cannot come any more: somebody else joins the same appointment."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    AppointmentStatus,
    HelperStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, Message, Offer, Proposal, Task, User
from mutualaid.services import appointments, help_requests, proposals, rules
from tests import factories
from tests.factories import NOW, thursday
from tests.services.proposals.conftest import LATER, Quarter


class Agreed(Quarter):
    """Karim and Rose were to carry for Jeanne on Thursday afternoon; Karim cannot come any more."""

    def __init__(self, session: Session) -> None:
        both = [thursday(), thursday(HalfDay.MORNING)]
        super().__init__(session, category="moving", helpers_needed=2, slots=both)
        self.ali = factories.helper(session, self.home, "Ali", phone="+33639981203")
        asked = [self.ask(offer) for offer in (self.karim, self.rose)]
        for each in asked:
            proposals.answer_as_helper(session, each, True, by=each.helper, now=LATER)
        proposals.answer_as_resident(session, asked[0], True, by=self.jeanne, now=LATER)
        self.appointment = session.scalars(select(Appointment)).one()
        karim = self.karim.user
        appointments.cancel(session, self.appointment, by=karim, now=LATER, person=karim)

    def both_say_yes(self, proposal: Proposal) -> None:
        proposals.answer_as_helper(self.session, proposal, True, by=proposal.helper, now=LATER)
        proposals.answer_as_resident(self.session, proposal, True, by=self.jeanne, now=LATER)

    def coming(self) -> list[str]:
        self.session.refresh(self.appointment)
        rows = self.appointment.helper_rows
        return [row.helper.first_name for row in rows if row.status is HelperStatus.COMING]

    def n_told(self, kind: MessageKind, user: User) -> int:
        return len(
            self.session.scalars(
                select(Message).where(Message.kind == kind, Message.user_id == user.id)
            ).all()
        )


@pytest.fixture
def agreed(session: Session) -> Agreed:
    return Agreed(session)


def obstacle(agreed: Agreed, offer: Offer, half_day: HalfDay = HalfDay.AFTERNOON) -> str | None:
    return rules.obstacle(agreed.session, agreed.request, offer, thursday(half_day), now=LATER)


def test_somebody_else_joins_the_same_appointment_and_everybody_is_told(agreed: Agreed) -> None:
    before = agreed.appointment.sequence
    agreed.both_say_yes(agreed.ask(agreed.ali))
    assert agreed.coming() == ["Rose", "Ali"]
    assert agreed.appointment.sequence == before + 1
    assert agreed.request.status is RequestStatus.AGREED
    assert agreed.n_told(MessageKind.AGREED_HELPER, agreed.ali.user) == 1
    assert agreed.n_told(MessageKind.AGREED_HELPER, agreed.rose.user) == 2
    assert agreed.n_told(MessageKind.AGREED_RESIDENT, agreed.jeanne) == 2
    arrange = agreed.session.scalars(select(Task).where(Task.kind == TaskKind.ARRANGE)).all()
    assert [task.status for task in arrange] == [TaskStatus.CANCELLED]


def test_nobody_is_asked_for_another_half_day_nor_the_one_who_left(agreed: Agreed) -> None:
    assert obstacle(agreed, agreed.ali) is None
    assert obstacle(agreed, agreed.ali, HalfDay.MORNING) == "request_not_searching"
    assert obstacle(agreed, agreed.karim) == "asked_before"
    assert obstacle(agreed, agreed.rose) == "taken"


def test_once_it_is_complete_nobody_else_is_asked(agreed: Agreed) -> None:
    zoe = factories.helper(agreed.session, agreed.home, "Zoé", phone="+33639981204")
    late = agreed.ask(zoe)
    agreed.both_say_yes(agreed.ask(agreed.ali))
    assert late.status is ProposalStatus.SUPERSEDED
    with pytest.raises(Refusal, match="answered_already"):
        proposals.answer_as_helper(agreed.session, late, True, by=zoe.user, now=LATER)
    assert obstacle(agreed, zoe) == "request_not_searching"


def test_a_second_yes_waits_behind_the_first(agreed: Agreed) -> None:
    zoe = factories.helper(agreed.session, agreed.home, "Zoé", phone="+33639981204")
    first, second = agreed.ask(agreed.ali), agreed.ask(zoe)
    for proposal in (first, second):
        proposals.answer_as_helper(agreed.session, proposal, True, by=proposal.helper, now=LATER)
    assert (first.status, second.status) == (ProposalStatus.OPEN, ProposalStatus.HELD)
    proposals.answer_as_resident(agreed.session, first, False, by=agreed.jeanne, now=LATER)
    agreed.session.refresh(second)
    assert second.status is ProposalStatus.OPEN
    assert agreed.request.status is RequestStatus.AGREED


def test_an_advance_agreement_holds_for_whoever_joins(session: Session) -> None:
    agreed = Agreed(session)
    agreed.request.agreed_in_advance_at = NOW
    session.flush()
    proposal = agreed.ask(agreed.ali)
    proposals.answer_as_helper(session, proposal, True, by=agreed.ali.user, now=LATER)
    assert agreed.coming() == ["Rose", "Ali"]


@pytest.mark.parametrize("how", ["appointment", "request"])
def test_when_the_resident_gives_up_whoever_is_asked_is_let_go(agreed: Agreed, how: str) -> None:
    proposal = agreed.ask(agreed.ali)
    jeanne = agreed.jeanne
    if how == "appointment":
        appointments.cancel(agreed.session, agreed.appointment, by=jeanne, now=LATER, person=jeanne)
    else:
        help_requests.withdraw(agreed.session, agreed.request, by=jeanne, now=LATER)
    agreed.session.refresh(proposal)
    assert proposal.status is ProposalStatus.CANCELLED
    agreed.session.refresh(agreed.request)
    assert agreed.request.status is RequestStatus.CANCELLED


def test_when_the_last_one_leaves_too_whoever_is_asked_is_asked_for_a_new_one(
    agreed: Agreed,
) -> None:
    proposal, rose = agreed.ask(agreed.ali), agreed.rose.user
    appointments.cancel(agreed.session, agreed.appointment, by=rose, now=LATER, person=rose)
    assert agreed.appointment.status is AppointmentStatus.CANCELLED
    assert agreed.request.status is RequestStatus.PROPOSED
    assert proposal.status is ProposalStatus.OPEN


def test_a_yes_on_an_old_page_after_the_resident_gave_up_is_refused(agreed: Agreed) -> None:
    proposal, jeanne = agreed.ask(agreed.ali), agreed.jeanne
    proposals.answer_as_helper(agreed.session, proposal, True, by=proposal.helper, now=LATER)
    appointments.cancel(agreed.session, agreed.appointment, by=jeanne, now=LATER, person=jeanne)
    with pytest.raises(Refusal, match="answered_already"):
        proposals.answer_as_resident(agreed.session, proposal, True, by=jeanne, now=LATER)
