"""Moving at three: held together, asked about once, released when one is missing for a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Appointment,
    HelperRefusal,
    Message,
    Offer,
    Proposal,
    RunRequest,
    Task,
)
from mutualaid.queries import capacity
from mutualaid.services import blocks, help_requests, leaving, offers, proposals, rules, users
from mutualaid.services.proposals import Pairing, hedging, silence
from tests import factories
from tests.factories import NOW, TODAY, thursday
from tests.services.proposals.conftest import LATER, Quarter

A_DAY = timedelta(hours=24)


def asked_together(session: Session, pairs: list[Pairing]) -> list[Proposal]:
    """As a run asks."""
    numbers = proposals.propose_many(session, pairs, now=NOW)
    return [session.get_one(Proposal, number) for number in numbers]


class Moving(Quarter):
    """Jeanne moves on Thursday and needs three; Karim, Rose and Ali are asked, Zoé is not yet."""

    def __init__(self, session: Session, **request: object) -> None:
        both = (thursday(), thursday(HalfDay.MORNING))
        wanted: dict[str, object] = {"category": "moving", "helpers_needed": 3, "slots": both}
        super().__init__(session, **wanted | request)
        self.ali = self.neighbour("Ali")
        self.zoe = self.neighbour("Zoé")
        team = (self.karim, self.rose, self.ali)
        pairs = [Pairing(self.request.id, each.id, each.user_id, thursday()) for each in team]
        self.asked = asked_together(session, pairs)

    def neighbour(self, name: str) -> Offer:
        return factories.helper(self.session, self.home, name, phone=None)

    def yes(self, *numbers: int, at: datetime = LATER) -> None:
        for number in numbers:
            self.answer(self.asked[number], yes=True, at=at)

    def no(self, number: int, *, at: datetime = LATER) -> None:
        self.answer(self.asked[number], yes=False, at=at)

    def answer(self, proposal: Proposal, *, yes: bool, at: datetime = LATER) -> None:
        proposals.answer_as_helper(self.session, proposal, yes, by=proposal.helper, now=at)

    def jeanne_says(self, *, yes: bool, of: int = 0) -> None:
        proposals.answer_as_resident(self.session, self.asked[of], yes, by=self.jeanne, now=LATER)

    def statuses(self) -> list[ProposalStatus]:
        return [self.session.get_one(Proposal, each.id).status for each in self.asked]

    def appointments(self) -> list[set[str]]:
        """Who comes to each."""
        rows = self.session.scalars(select(Appointment)).all()
        return [{row.helper.first_name for row in each.helper_rows} for each in rows]

    def tasks(self, kind: TaskKind) -> list[Task]:
        found = select(Task).where(Task.kind == kind, Task.status == TaskStatus.OPEN)
        return list(self.session.scalars(found))

    def taken(self, offer: Offer) -> bool:
        """Whether Thursday afternoon is promised."""
        taken = capacity.taken_slots(self.session, today=TODAY, helper_ids=[offer.user_id])
        return thursday() in taken[offer.user_id]


@pytest.fixture
def moving(session: Session) -> Moving:
    return Moving(session)


def test_a_team_is_asked_together_or_not_at_all(session: Session) -> None:
    moving = Moving(session)
    other = factories.help_request(session, moving.jeanne, "moving", helpers_needed=2)
    blocks.block(session, moving.zoe.user, by=moving.jeanne, now=NOW)
    lucie = moving.neighbour("Lucie")
    pairs = [Pairing(other.id, each.id, each.user_id, thursday()) for each in (moving.zoe, lucie)]
    assert proposals.propose_many(session, pairs, now=NOW) == []
    assert other.status is RequestStatus.OPEN


def test_a_yes_is_no_appointment_while_somebody_is_missing(moving: Moving) -> None:
    moving.yes(0, 1)
    assert moving.appointments() == []
    assert moving.taken(moving.karim)
    assert MessageKind.HELPER_SAID_YES not in moving.kinds(moving.jeanne)
    with pytest.raises(Refusal, match="answered_already"):
        moving.jeanne_says(yes=True)


def test_a_yes_can_be_taken_back_while_somebody_is_missing(session: Session) -> None:
    moving = Moving(session, agreed_in_advance_at=NOW)
    moving.yes(0, 1)
    karim = moving.karim.user
    assert proposals.undo_possible(session, moving.asked[0], now=LATER)
    proposals.undo(session, moving.asked[0], by=karim, now=LATER)
    assert moving.asked[0].helper_answer is Answer.NONE
    moving.yes(2)
    assert moving.appointments() == []
    moving.yes(0)
    assert moving.appointments() == [{"Karim", "Rose", "Ali"}]


def test_all_who_said_yes_are_asked_about_in_one_question(moving: Moving) -> None:
    moving.yes(0, 1, 2)
    assert moving.kinds(moving.jeanne).count(MessageKind.HELPER_SAID_YES) == 1
    assert moving.appointments() == []
    moving.jeanne_says(yes=True, of=1)
    assert moving.appointments() == [{"Karim", "Rose", "Ali"}]
    assert moving.request.status is RequestStatus.AGREED
    for offer in (moving.karim, moving.rose, moving.ali):
        assert moving.kinds(offer.user).count(MessageKind.AGREED_HELPER) == 1
    assert moving.kinds(moving.jeanne).count(MessageKind.AGREED_RESIDENT) == 1


def test_an_advance_agreement_makes_the_appointment_at_the_last_yes(session: Session) -> None:
    moving = Moving(session, agreed_in_advance_at=NOW)
    moving.yes(0, 1)
    assert moving.appointments() == []
    moving.yes(2)
    assert moving.appointments() == [{"Karim", "Rose", "Ali"}]
    assert MessageKind.HELPER_SAID_YES not in moving.kinds(moving.jeanne)


def test_one_of_them_whom_nobody_has_met_makes_it_a_question(session: Session) -> None:
    moving = Moving(session, agreed_in_advance_at=NOW)
    moving.ali.user.met_on = None
    session.flush()
    moving.yes(0, 1, 2)
    assert moving.appointments() == []
    assert moving.kinds(moving.jeanne).count(MessageKind.HELPER_SAID_YES) == 1


def test_an_advance_agreement_given_later_settles_it(moving: Moving) -> None:
    moving.yes(0, 1, 2)
    proposals.agree_in_advance(moving.session, moving.request, by=moving.jeanne, now=LATER)
    assert moving.appointments() == [{"Karim", "Rose", "Ali"}]


def test_a_yes_read_of_another_team_is_no_yes(moving: Moving) -> None:
    moving.yes(0, 1, 2)
    read = [each.id for each in moving.asked]
    extra = moving.ask(moving.zoe)
    moving.answer(extra, yes=True)
    proposals.undo(moving.session, moving.asked[2], by=moving.ali.user, now=LATER)
    with pytest.raises(Refusal, match="changed"):
        proposals.answer_as_resident(
            moving.session, moving.asked[0], True, by=moving.jeanne, now=LATER, team=read
        )
    assert moving.appointments() == []


def test_a_yes_beyond_the_team_waits_and_is_thanked(moving: Moving) -> None:
    extra = moving.ask(moving.zoe)
    moving.yes(0, 1, 2)
    moving.answer(extra, yes=True)
    assert extra.status is ProposalStatus.HELD
    moving.jeanne_says(yes=True)
    assert extra.status is ProposalStatus.SUPERSEDED
    assert MessageKind.SUPERSEDED in moving.kinds(moving.zoe.user)
    assert moving.appointments() == [{"Karim", "Rose", "Ali"}]


def test_whoever_waits_takes_the_place_of_who_leaves_and_the_resident_is_asked_anew(
    moving: Moving,
) -> None:
    extra = moving.ask(moving.zoe)
    moving.yes(0, 1, 2)
    moving.answer(extra, yes=True)
    offers.withdraw(moving.session, moving.rose, by=moving.rose.user, now=LATER)
    assert extra.status is ProposalStatus.OPEN
    asked = select(Message).where(Message.kind == MessageKind.HELPER_SAID_YES)
    waiting = [
        each for each in moving.session.scalars(asked) if each.status is MessageStatus.PENDING
    ]
    assert len(waiting) == 1
    moving.jeanne_says(yes=True)
    assert moving.appointments() == [{"Karim", "Ali", "Zoé"}]


def test_her_no_to_one_keeps_the_others(moving: Moving) -> None:
    moving.yes(0, 1, 2)
    proposals.refuse_one(moving.session, moving.asked[1], by=moving.jeanne, now=LATER)
    held, gone = ProposalStatus.OPEN, ProposalStatus.DECLINED
    assert moving.statuses() == [held, gone, held]
    assert MessageKind.RESIDENT_SAID_NO in moving.kinds(moving.rose.user)
    assert moving.request.status is RequestStatus.PROPOSED
    assert len(moving.session.scalars(select(RunRequest)).all()) == 1


def test_her_no_to_the_team_frees_everybody(moving: Moving) -> None:
    moving.yes(0, 1, 2)
    moving.jeanne_says(yes=False)
    assert set(moving.statuses()) == {ProposalStatus.DECLINED}
    assert moving.request.status is RequestStatus.OPEN
    assert not moving.taken(moving.karim)


def test_whoever_said_yes_reads_until_when_and_all_are_released_then(moving: Moving) -> None:
    moving.yes(0)
    moving.yes(1, at=LATER + timedelta(hours=3))
    until = moving.asked[0].expires_at
    assert until == LATER + A_DAY == moving.asked[1].expires_at
    extra = proposals.propose(
        moving.session, moving.request, moving.zoe, thursday(), by=moving.fatima,
        now=until - timedelta(hours=2),
    )  # fmt: skip
    assert factories.expire_due(moving.session, now=until - timedelta(minutes=1)) == 1  # Ali's
    assert factories.expire_due(moving.session, now=until) == 3
    assert set(moving.statuses()) == {ProposalStatus.EXPIRED}
    assert extra.status is ProposalStatus.EXPIRED
    assert moving.request.status is RequestStatus.OPEN
    for offer in (moving.karim, moving.rose):
        assert MessageKind.PROPOSAL_WITHDRAWN in moving.kinds(offer.user)
        assert not moving.taken(offer)
    assert MessageKind.STILL_SEARCHING in moving.kinds(moving.jeanne)
    assert [task.user_id for task in moving.tasks(TaskKind.ARRANGE)] == [moving.jeanne.id]
    assert moving.tasks(TaskKind.SILENCE) == []
    barred = set(moving.session.scalars(select(HelperRefusal.helper_id)))
    assert barred == {moving.ali.user_id}, "who stayed silent, and nobody else"
    looked = moving.session.scalars(select(RunRequest).where(RunRequest.created_at >= until)).all()
    assert looked == [], "it waits for the next run"


def test_somebody_on_the_phone_holds_for_two_open_half_days(session: Session) -> None:
    moving = Moving(session)
    karim = moving.karim.user
    karim.email, karim.channel = None, Channel.CALL
    session.flush()
    moving.yes(0)
    wednesday_noon = NOW + timedelta(days=2, hours=2)
    assert moving.asked[0].expires_at == wednesday_noon


def test_nobody_is_held_later_than_two_hours_before(session: Session) -> None:
    moving = Moving(session)
    late = thursday().starts_at("Europe/Paris") - timedelta(hours=20)
    for each in moving.asked:
        each.expires_at = late + timedelta(hours=1)
    session.flush()
    moving.yes(0, at=late)
    assert moving.asked[0].expires_at <= thursday().starts_at("Europe/Paris") - timedelta(
        minutes=30
    )


def test_a_silent_resident_is_telephoned_once_the_team_is_complete(moving: Moving) -> None:
    tomorrow = NOW + timedelta(hours=23)
    moving.yes(0, 1)
    assert list(silence.list_due(moving.session, now=tomorrow)) == []
    moving.jeanne.phone = "+33639981200"
    moving.yes(2)
    assert list(silence.list_due(moving.session, now=tomorrow)) == [moving.request.id]


def test_the_silence_of_the_resident_frees_the_whole_team(moving: Moving) -> None:
    moving.yes(0, 1, 2)
    ends = moving.asked[0].expires_at
    assert ends > LATER + A_DAY, "she too has her day"
    factories.expire_due(moving.session, now=ends)
    assert set(moving.statuses()) == {ProposalStatus.EXPIRED}
    assert len(moving.tasks(TaskKind.SILENCE)) == 1
    assert moving.tasks(TaskKind.ARRANGE) == []


def test_everybody_is_asked_for_the_same_half_day(moving: Moving) -> None:
    at = {"now": LATER}
    morning = thursday(HalfDay.MORNING)
    obstacle = rules.obstacle
    assert obstacle(moving.session, moving.request, moving.zoe, thursday(), **at) is None
    assert obstacle(moving.session, moving.request, moving.zoe, morning, **at) == "other_half_day"


def test_a_no_asks_the_next_and_a_yes_asks_nobody(moving: Moving) -> None:
    moving.yes(0)
    assert moving.session.scalars(select(RunRequest)).all() == []
    moving.no(1)
    assert len(moving.session.scalars(select(RunRequest)).all()) == 1


def test_a_team_that_all_refused_waits_for_a_run_of_the_whole(moving: Moving) -> None:
    for number in range(3):
        moving.no(number)
    assert moving.request.status is RequestStatus.OPEN
    last = moving.session.scalars(select(RunRequest).order_by(RunRequest.id)).all()[-1]
    assert (last.help_request_id, last.neighbourhood_id) == (None, moving.home.id)


def test_backups_are_asked_while_some_stay_silent(moving: Moving) -> None:
    moving.yes(0)
    due_at = NOW + timedelta(hours=4)
    assert list(hedging.list_due(moving.session, now=due_at - timedelta(minutes=1))) == []
    assert list(hedging.list_due(moving.session, now=due_at)) == [moving.request.id]
    moving.yes(1, 2)
    assert list(hedging.list_due(moving.session, now=due_at)) == []


def _blocked(moving: Moving) -> None:
    blocks.block(moving.session, moving.karim.user, by=moving.jeanne, now=LATER)


def _left(moving: Moving) -> None:
    leaving.leave(moving.session, moving.karim.user, by=moving.karim.user, now=LATER)


def _stopped(moving: Moving) -> None:
    offers.withdraw(moving.session, moving.karim, by=moving.karim.user, now=LATER)


def _trusted_with_less(moving: Moving) -> None:
    users.set_level(moving.session, moving.karim.user, 0, by=moving.fatima, now=LATER)


@pytest.mark.parametrize("leave", [_blocked, _left, _stopped, _trusted_with_less])
@pytest.mark.parametrize("n_yes", [1, 3])
def test_when_one_goes_away_the_others_hold_and_the_next_is_asked(
    session: Session, leave: Callable[[Moving], None], n_yes: int
) -> None:
    moving = Moving(session)
    moving.yes(*range(n_yes))
    leave(moving)
    assert moving.statuses()[0] in (ProposalStatus.CANCELLED, ProposalStatus.DECLINED)
    assert moving.request.status is RequestStatus.PROPOSED
    asks = moving.session.scalars(
        select(Message).where(
            Message.kind == MessageKind.HELPER_SAID_YES, Message.status == MessageStatus.PENDING
        )
    ).all()
    assert asks == [], "she is not asked about a team that lacks somebody"
    assert len(session.scalars(select(RunRequest)).all()) == 1
    assert moving.appointments() == []


def test_when_the_resident_needs_it_no_more_all_are_told(moving: Moving) -> None:
    moving.yes(0, 1)
    sent = moving.session.scalars(
        select(Message).where(Message.kind == MessageKind.PROPOSAL_HELPER)
    ).all()
    for message in sent:
        message.status = MessageStatus.SENT
    moving.session.flush()
    help_requests.withdraw(moving.session, moving.request, by=moving.jeanne, now=LATER)
    assert set(moving.statuses()) == {ProposalStatus.CANCELLED}
    for offer in (moving.karim, moving.rose, moving.ali):
        assert MessageKind.PROPOSAL_WITHDRAWN in moving.kinds(offer.user)
        assert not moving.taken(offer)


def test_a_long_move_at_two_takes_both_half_days_of_each(session: Session) -> None:
    morning = thursday(HalfDay.MORNING)
    quarter = Quarter(
        session, category="moving", helpers_needed=2, n_half_days=2, slots=(morning,), minutes=300
    )
    pairs = [
        Pairing(quarter.request.id, each.id, each.user_id, morning)
        for each in (quarter.karim, quarter.rose)
    ]
    asked = asked_together(session, pairs)
    for each in asked:
        proposals.answer_as_helper(session, each, True, by=each.helper, now=LATER)
    proposals.answer_as_resident(session, asked[0], True, by=quarter.jeanne, now=LATER)
    taken = capacity.taken_slots(session, today=TODAY, helper_ids=[quarter.karim.user_id])
    assert taken[quarter.karim.user_id] == {morning, thursday()}
    assert len(session.scalars(select(Appointment)).one().helper_rows) == 2
