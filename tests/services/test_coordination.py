"""The desk: calls and spoken answers, asking by hand, posting for someone, placing, runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.geo import Point, Precision
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    MessageStatus,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Appointment,
    Consent,
    ConsentPurpose,
    HelpRequest,
    Message,
    Offer,
    Place,
    Proposal,
    RunRequest,
    Street,
    Task,
    User,
)
from mutualaid.queries import tasks as task_queries
from mutualaid.services import appointments, help_requests, proposals, rules
from mutualaid.services import coordination as desk
from mutualaid.services.coordination import CallAnswer, Side
from mutualaid.services.help_requests import Ask
from mutualaid.services.offers import Offering, Reach
from mutualaid.services.places import Typed
from tests import factories
from tests.factories import NOW, thursday

SOON = NOW + timedelta(minutes=5)


class Quarter:
    """Les Brosses, where Jeanne asks and Rose helps, both by phone; Les Buers are next door."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.home = factories.neighbourhood(session)
        self.next_door = factories.neighbourhood(session, "Les Buers")
        factories.link(session, self.home, self.next_door)
        self.fatima = factories.coordinator(session, self.home)
        self.paul = factories.coordinator(session, self.next_door, "Paul")
        self.jeanne = factories.by_phone(session, self.home, "Jeanne", "+33639981200")
        self.rose = self.phone_helper(self.home, "Rose", "+33639981201")
        self.request = factories.help_request(session, self.jeanne)

    def phone_helper(self, home, first_name: str, phone: str) -> Offer:
        return factories.helper(
            self.session,
            home,
            first_name,
            email=None,
            phone=phone,
            phone_confirmed_at=NOW,
            channel=Channel.CALL,
        )

    def ask(self, offer: Offer | None = None) -> Proposal:
        return desk.propose_by_hand(
            self.session, self.request, offer or self.rose, thursday(), by=self.fatima, now=NOW
        )

    def call(self, kind: MessageKind, user: User) -> Message:
        return self.session.scalars(
            select(Message)
            .where(Message.kind == kind, Message.user_id == user.id)
            .order_by(Message.id.desc())
            .execution_options(populate_existing=True)
        ).first()

    def answer(
        self, call: Message, answer: CallAnswer, *, by: User | None = None, now=SOON
    ) -> None:
        desk.answer_call(self.session, call, answer, by=by or self.fatima, now=now)

    def task(self, kind: TaskKind, **facts: object) -> Task:
        task = Task(
            kind=kind,
            reason_key=f"{kind}:{len(facts)}:{id(facts)}",
            neighbourhood_id=self.home.id,
            status=TaskStatus.OPEN,
            created_at=NOW,
            **facts,
        )
        self.session.add(task)
        self.session.flush()
        return task


@pytest.fixture
def quarter(session: Session) -> Quarter:
    session.info["secret"] = "a secret for tests"
    return Quarter(session)


def test_a_pair_without_email_is_closed_by_two_calls_each(quarter: Quarter) -> None:
    proposal = quarter.ask()
    quarter.answer(quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user), CallAnswer.YES)
    quarter.answer(quarter.call(MessageKind.HELPER_SAID_YES, quarter.jeanne), CallAnswer.YES)
    quarter.session.refresh(proposal)
    assert proposal.status is ProposalStatus.AGREED
    told = [
        quarter.call(MessageKind.AGREED_RESIDENT, quarter.jeanne),
        quarter.call(MessageKind.AGREED_HELPER, quarter.rose.user),
    ]
    assert [each.channel for each in told] == [Channel.CALL, Channel.CALL]
    for each in told:
        quarter.answer(each, CallAnswer.SAID)
    calls = quarter.session.scalars(select(Message.status)).all()
    assert set(calls) == {MessageStatus.SENT}
    assert len(calls) == 4


def test_with_an_advance_agreement_the_helper_hears_everything_in_one_call(
    quarter: Quarter,
) -> None:
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    quarter.ask()
    quarter.answer(quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user), CallAnswer.YES)
    due = task_queries.list_due_calls(
        quarter.session, {quarter.home.id}, quarter.rose.user_id, now=SOON
    )
    assert [each.kind for each in due] == [MessageKind.AGREED_HELPER]


def test_the_coordinator_who_heard_the_answer_is_written_down(quarter: Quarter) -> None:
    proposal = quarter.ask()
    quarter.answer(quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user), CallAnswer.NO)
    quarter.session.refresh(proposal)
    assert proposal.helper_answer is Answer.NO
    assert proposal.helper_answered_by_id == quarter.fatima.id


def test_pressing_twice_answers_once(quarter: Quarter) -> None:
    proposal = quarter.ask()
    call = quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user)
    quarter.answer(call, CallAnswer.YES)
    quarter.session.refresh(call)
    quarter.answer(call, CallAnswer.NO)
    quarter.session.refresh(proposal)
    assert proposal.helper_answer is Answer.YES


def test_a_question_is_not_just_said(quarter: Quarter) -> None:
    quarter.ask()
    with pytest.raises(Refusal, match="no_such_answer"):
        quarter.answer(
            quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user), CallAnswer.SAID
        )


def test_no_answer_leaves_the_call_due_and_notes_the_attempt(quarter: Quarter) -> None:
    quarter.ask()
    call = quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user)
    for attempt in (1, 2):
        desk.note_no_answer(quarter.session, [call], by=quarter.fatima, now=SOON)
        quarter.session.refresh(call)
        assert (call.status, call.attempts) == (MessageStatus.PENDING, attempt)
    assert call.outcome == "no_answer 2026-10-12T08:05Z"


def test_another_desk_s_call_is_not_answered(quarter: Quarter) -> None:
    quarter.ask()
    call = quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user)
    with pytest.raises(NotFound):
        quarter.answer(call, CallAnswer.YES, by=quarter.paul)
    with pytest.raises(NotFound):
        desk.note_no_answer(quarter.session, [call], by=quarter.paul, now=SOON)


def test_the_helper_s_own_desk_hears_the_helper_and_the_resident_s_the_resident(
    quarter: Quarter,
) -> None:
    ali = quarter.phone_helper(quarter.next_door, "Ali", "+33639981203")
    proposal = quarter.ask(ali)
    call = quarter.call(MessageKind.PROPOSAL_HELPER, ali.user)
    assert call.neighbourhood_id == quarter.next_door.id
    with pytest.raises(NotFound):
        desk.answer_for(
            quarter.session, proposal, Side.HELPER, says_yes=True, by=quarter.fatima, now=SOON
        )
    quarter.answer(call, CallAnswer.YES, by=quarter.paul)
    with pytest.raises(NotFound):
        desk.answer_for(
            quarter.session, proposal, Side.RESIDENT, says_yes=True, by=quarter.paul, now=SOON
        )
    desk.answer_for(
        quarter.session, proposal, Side.RESIDENT, says_yes=True, by=quarter.fatima, now=SOON
    )
    quarter.session.refresh(proposal)
    assert proposal.status is ProposalStatus.AGREED


def test_two_helpers_asked_by_hand_make_one_appointment_when_all_said_yes(
    quarter: Quarter,
) -> None:
    quarter.request = factories.help_request(
        quarter.session, quarter.jeanne, "moving", helpers_needed=2
    )
    ali = quarter.phone_helper(quarter.home, "Ali", "+33639981203")
    asked = [quarter.ask(quarter.rose), quarter.ask(ali)]
    for proposal in asked:
        desk.answer_for(
            quarter.session, proposal, Side.HELPER, says_yes=True, by=quarter.fatima, now=SOON
        )
    for proposal in asked:
        quarter.session.refresh(proposal)
        desk.answer_for(
            quarter.session, proposal, Side.RESIDENT, says_yes=True, by=quarter.fatima, now=SOON
        )
    made = quarter.session.scalars(select(Appointment)).all()
    assert [len(each.helper_rows) for each in made] == [2]


def test_what_the_rules_forbid_is_not_asked_by_hand_either(quarter: Quarter) -> None:
    quarter.rose.user.met_on = None
    quarter.session.flush()
    with pytest.raises(Refusal, match="not_met"):
        quarter.ask()


def test_somebody_of_a_quarter_without_exchange_is_not_found(quarter: Quarter) -> None:
    far = factories.neighbourhood(quarter.session, "Les Gratte-Ciel")
    with pytest.raises(NotFound):
        quarter.ask(quarter.phone_helper(far, "Ali", "+33639981203"))


def test_another_desk_s_request_is_not_asked_for(quarter: Quarter) -> None:
    with pytest.raises(NotFound):
        desk.propose_by_hand(
            quarter.session, quarter.request, quarter.rose, thursday(), by=quarter.paul, now=NOW
        )


def test_candidates_are_judged_by_the_rules_of_the_matcher(quarter: Quarter) -> None:
    unmet = quarter.phone_helper(quarter.home, "Ali", "+33639981203")
    unmet.user.met_on = None
    busy = quarter.phone_helper(quarter.home, "Zoé", "+33639981204")
    busy.user.weekly_mask = 0
    quarter.session.flush()
    found = desk.list_candidates(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    for each in found:
        assert each.obstacle == rules.obstacle(
            quarter.session, quarter.request, each.offer, thursday(), now=NOW
        )
    assert {each.helper.first_name: each.obstacle for each in found} == {
        "Rose": None,
        "Ali": "not_met",
        "Zoé": "not_free",
    }
    assert found[0].helper.first_name == "Rose"


def test_of_another_desk_only_those_who_suit_are_shown(quarter: Quarter) -> None:
    quarter.phone_helper(quarter.next_door, "Ali", "+33639981203")
    away = quarter.phone_helper(quarter.next_door, "Zoé", "+33639981204")
    away.user.weekly_mask = 0
    quarter.session.flush()
    found = desk.list_candidates(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    assert {each.helper.first_name for each in found} == {"Rose", "Ali"}


def test_the_surname_of_another_desk_s_neighbour_finds_nobody(quarter: Quarter) -> None:
    ali = quarter.phone_helper(quarter.next_door, "Ali", "+33639981203")
    ali.user.last_name = "Benali"
    quarter.rose.user.last_name = "Benard"
    quarter.session.flush()

    def names(words: str) -> set[str]:
        found = desk.list_candidates(
            quarter.session, quarter.request, by=quarter.fatima, words=words, now=NOW
        )
        return {each.helper.first_name for each in found}

    assert names("Bena") == {"Rose"}
    assert names("0639981203") == set()
    assert names("ali") == {"Ali"}
    assert names("%") == set()


def test_a_mail_that_did_not_arrive_becomes_a_call(quarter: Quarter) -> None:
    karim = factories.helper(quarter.session, quarter.home, "Karim")
    proposal = quarter.ask(karim)
    mail = quarter.call(MessageKind.PROPOSAL_HELPER, karim.user)
    mail.status = MessageStatus.FAILED
    quarter.session.flush()
    task = quarter.task(TaskKind.FAILED_MESSAGE, user_id=karim.user_id, message_id=mail.id)
    desk.call_instead_of_mail(quarter.session, task, mail, by=quarter.fatima, now=SOON)
    quarter.session.refresh(task)
    assert task.status is TaskStatus.DONE
    quarter.session.refresh(mail)
    quarter.answer(mail, CallAnswer.YES)
    quarter.session.refresh(proposal)
    assert proposal.helper_answer is Answer.YES


def agreed(quarter: Quarter) -> Appointment:
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    proposal = quarter.ask()
    proposals.answer_as_helper(quarter.session, proposal, True, by=quarter.fatima, now=NOW)
    return quarter.session.scalars(select(Appointment)).one()


def late_cancellation(quarter: Quarter) -> tuple[Message, Task]:
    """Jeanne hears on Thursday morning that Rose cannot come."""
    appointment = agreed(quarter)
    morning = thursday(HalfDay.MORNING).starts_at("Europe/Paris")
    appointments.cancel(
        quarter.session, appointment, by=quarter.fatima, now=morning, person=quarter.rose.user
    )
    task = quarter.session.scalars(
        select(Task).where(Task.kind == TaskKind.MOVED, Task.user_id == quarter.jeanne.id)
    ).one()
    return quarter.call(MessageKind.CANCELLED, quarter.jeanne), task


def test_saying_a_late_cancellation_ticks_its_task(quarter: Quarter) -> None:
    call, task = late_cancellation(quarter)
    quarter.answer(call, CallAnswer.SAID)
    quarter.session.refresh(task)
    assert task.status is TaskStatus.DONE


def test_ticking_a_late_cancellation_makes_its_call(quarter: Quarter) -> None:
    call, task = late_cancellation(quarter)
    desk.finish_task(quarter.session, task, by=quarter.fatima, now=SOON)
    quarter.session.refresh(call)
    assert call.status is MessageStatus.SENT


def test_after_talking_the_wish_to_talk_is_closed(quarter: Quarter) -> None:
    wish = factories.help_request(quarter.session, quarter.jeanne, "talk_first")
    task = quarter.task(TaskKind.TALK, user_id=quarter.jeanne.id, help_request_id=wish.id)
    desk.finish_task(quarter.session, task, by=quarter.fatima, now=SOON)
    quarter.session.refresh(wish)
    assert wish.status is RequestStatus.CLOSED
    assert task.status is TaskStatus.DONE


def test_another_desk_s_task_is_not_ticked(quarter: Quarter) -> None:
    task = quarter.task(TaskKind.WAITING)
    with pytest.raises(NotFound):
        desk.finish_task(quarter.session, task, by=quarter.paul, now=SOON)


def test_closing_twice_is_once(quarter: Quarter) -> None:
    for end in (help_requests.close, help_requests.close, help_requests.withdraw):
        end(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    quarter.session.refresh(quarter.request)
    assert quarter.request.status is RequestStatus.CLOSED


def newcomer(quarter: Quarter, **values: object) -> desk.Spoken:
    person = desk.Newcomer(first_name="Odette", neighbourhood_id=quarter.home.id, **values)
    address = desk.Address(Typed("3 rue inconnue", "69100 Villeurbanne"), quarter.home.id)
    return desk.Spoken(person, "door", Channel.CALL, address)


def shopping() -> Ask:
    facts = {"together": "for_me", "paid": "envelope"}
    return Ask(category="shopping", facts=facts, slots=[thursday()])


def test_a_request_posted_for_a_newcomer_is_open_and_her_yes_is_recorded(
    quarter: Quarter,
) -> None:
    posted = desk.post_request(
        quarter.session, newcomer(quarter), shopping(), by=quarter.fatima, now=NOW
    )
    assert posted.status is RequestStatus.OPEN
    assert posted.posted_by_id == quarter.fatima.id
    assert posted.user.spoken_for_by_id == quarter.fatima.id
    consent = quarter.session.scalars(
        select(Consent).where(Consent.user_id == posted.user_id)
    ).one()
    assert (consent.purpose, consent.channel) == (ConsentPurpose.SPOKEN_FOR, "door")
    assert consent.recorded_by_id == quarter.fatima.id


def test_an_address_that_is_nowhere_is_this_desk_s_to_place(quarter: Quarter) -> None:
    posted = desk.post_request(
        quarter.session, newcomer(quarter), shopping(), by=quarter.fatima, now=NOW
    )
    tasks = task_queries.once_a_place(task_queries.list_tasks(quarter.session, {quarter.home.id}))
    place_ids = [each.place_id for each in tasks if each.kind is TaskKind.PLACE_ADDRESS]
    assert place_ids == [posted.place_id]


def test_nobody_is_written_down_in_another_desk_s_quarter(quarter: Quarter) -> None:
    with pytest.raises(NotFound):
        desk.post_request(quarter.session, newcomer(quarter), shopping(), by=quarter.paul, now=NOW)
    known = desk.Spoken(quarter.jeanne, "phone", Channel.CALL)
    with pytest.raises(NotFound):
        desk.post_request(quarter.session, known, shopping(), by=quarter.paul, now=NOW)


def test_a_posted_offer_is_active_and_to_be_met(quarter: Quarter) -> None:
    offering = Offering(("shopping",), Reach.TEN_MINUTES, weekly_mask=1)
    offer = desk.post_offer(
        quarter.session, newcomer(quarter), offering, by=quarter.fatima, now=NOW
    )
    assert offer.status is OfferStatus.ACTIVE
    kinds = {each.kind for each in task_queries.list_tasks(quarter.session, {quarter.home.id})}
    assert TaskKind.MEET in kinds


def unplaced(quarter: Quarter) -> tuple[Place, HelpRequest]:
    posted = desk.post_request(
        quarter.session, newcomer(quarter), shopping(), by=quarter.fatima, now=NOW
    )
    return posted.place, posted


def test_a_street_of_the_table_places_an_address_and_ends_the_task(quarter: Quarter) -> None:
    place, _posted = unplaced(quarter)
    street = Street(
        neighbourhood_id=quarter.home.id,
        commune="Villeurbanne",
        postcode="69100",
        name="Rue Inconnue",
        name_key="rue inconnue",
        lat=factories.LAT,
        lon=factories.LON,
    )
    quarter.session.add(street)
    quarter.session.flush()
    desk.place_on_street(quarter.session, place, street, by=quarter.fatima, now=SOON)
    assert place.precision is Precision.STREET
    assert place.line == "3 Rue Inconnue"
    open_tasks = task_queries.list_tasks(quarter.session, {quarter.home.id})
    assert TaskKind.PLACE_ADDRESS not in {each.kind for each in open_tasks}


def test_a_placed_request_may_be_proposed(quarter: Quarter) -> None:
    place, posted = unplaced(quarter)
    assert (
        rules.obstacle(quarter.session, posted, quarter.rose, thursday(), now=NOW) == "not_placed"
    )
    here = Point(factories.LAT, factories.LON)
    desk.place_on_grid(quarter.session, place, here, by=quarter.fatima, now=SOON)
    assert rules.obstacle(quarter.session, posted, quarter.rose, thursday(), now=NOW) is None


def test_a_point_outside_every_quarter_is_refused(quarter: Quarter) -> None:
    place, _posted = unplaced(quarter)
    with pytest.raises(Refusal, match="outside_every_neighbourhood"):
        desk.place_on_grid(quarter.session, place, Point(48.85, 2.35), by=quarter.fatima, now=SOON)


def n_runs(session: Session) -> int:
    return session.scalar(select(func.count(RunRequest.id))) or 0


def test_asking_twice_for_a_run_is_once(quarter: Quarter) -> None:
    for _ in range(2):
        desk.ask_run(quarter.session, [quarter.home.id], by=quarter.fatima, now=NOW)
    assert n_runs(quarter.session) == 1


def test_a_run_is_asked_once_for_neighbours_that_exchange(quarter: Quarter) -> None:
    quarter.session.add(
        type(quarter.fatima.coordinations[0])(
            user_id=quarter.fatima.id,
            neighbourhood_id=quarter.next_door.id,
            role="deputy",
            created_at=NOW,
        )
    )
    quarter.session.flush()
    quarter.session.refresh(quarter.fatima)
    both = [quarter.home.id, quarter.next_door.id]
    desk.ask_run(quarter.session, both, by=quarter.fatima, now=NOW)
    assert n_runs(quarter.session) == 1


def test_an_urgent_request_is_searched_for_at_once(quarter: Quarter) -> None:
    desk.set_urgent(quarter.session, quarter.request, is_urgent=True, by=quarter.fatima, now=NOW)
    assert quarter.request.is_urgent
    assert n_runs(quarter.session) == 1
    with pytest.raises(NotFound):
        desk.set_urgent(quarter.session, quarter.request, is_urgent=False, by=quarter.paul, now=NOW)


def said(user_id: int, minutes: int, kind: MessageKind = MessageKind.PROPOSAL_HELPER) -> Message:
    return Message(
        kind=kind,
        user_id=user_id,
        help_request_id=1,
        channel=Channel.CALL,
        status=MessageStatus.SENT,
        ended_at=NOW + timedelta(minutes=minutes),
    )


def test_what_is_said_within_half_an_hour_is_one_call() -> None:
    made = task_queries.calls_made([said(1, 0), said(1, 5), said(1, 29), said(1, 90), said(2, 0)])
    assert (made[1, 1], made[2, 1], made[3, 1]) == (2, 1, 0)


def test_a_cancellation_is_not_counted_as_a_call() -> None:
    made = task_queries.calls_made([said(1, 0), said(1, 90, MessageKind.CANCELLED)])
    assert made[1, 1] == 1


def test_a_third_call_waits_for_another_occasion_but_a_cancellation_does_not() -> None:
    third = task_queries.Call(said(1, 0, MessageKind.SUPERSEDED), None, None, None, 2)
    cancelled = task_queries.Call(said(1, 0, MessageKind.CANCELLED), None, None, None, 2)
    assert third.is_one_too_many
    assert not cancelled.is_one_too_many
