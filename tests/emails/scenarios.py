"""One true situation for every kind of mail, reached through the services that owe it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.appointments import feedback_due, feedback_reminder_due, reminder_due
from mutualaid.domain.checkins import AlertLevel, NewsBy, Outcome, RoundKind
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import OfferStatus, RequestStatus
from mutualaid.models import (
    Appointment,
    Feeling,
    HelpRequest,
    Message,
    Neighbourhood,
    Offer,
    Proposal,
    Recurrence,
    User,
)
from mutualaid.retention import NOTICE
from mutualaid.services import (
    appointments,
    asking_feedback,
    checkins,
    desk_mornings,
    feedbacks,
    help_requests,
    leaving,
    notices,
    outbox,
    post_ends,
    proposals,
    referrals,
    reminders,
    retention,
    searching,
    sign_ins,
)
from mutualaid.services.checkins import news
from tests import factories
from tests.factories import NOW, thursday, veille

LATER = NOW + timedelta(minutes=10)
MORNING = NOW - timedelta(hours=2, minutes=10)
"""7 h 50."""
DOOR = "8 rue du Tonkin"
STREET = "rue du Tonkin"
NOTE = "La sonnette est en panne"


class Quarter:
    """Les Brosses: Jeanne asks, Karim and Rose help, Fatima coordinates."""

    def __init__(self, session: Session, language: str = "fr") -> None:
        self.session = session
        self.read_at = LATER
        self.reader: User | None = None
        self.home: Neighbourhood = factories.neighbourhood(session)
        self.fatima = factories.coordinator(session, self.home)
        door = factories.place(session, self.home, street=STREET, number="8", flat="3e étage")
        door.door_note = "Porte bleue au fond de la cour"
        self.jeanne: User = factories.person(
            session, self.home, "Jeanne", last_name="Moulin", phone="+33639981200",
            place=door, ui_language=language,
        )  # fmt: skip
        self.karim: Offer = factories.helper(
            session, self.home, "Karim", last_name="Benali", ui_language=language
        )
        self.rose: Offer = factories.helper(
            session, self.home, "Rose", phone="+33639981202", ui_language=language
        )
        self.request: HelpRequest = factories.help_request(
            session, self.jeanne, facts={"together": "together", "paid": "there"}, note=NOTE
        )

    def propose(self, offer: Offer) -> Proposal:
        return proposals.propose(
            self.session, self.request, offer, thursday(), by=self.fatima, now=NOW
        )

    def says(self, proposal: Proposal, *, yes: bool) -> Proposal:
        return proposals.answer_as_helper(
            self.session, proposal, yes, by=proposal.helper, now=LATER
        )

    def agree(self, offer: Offer) -> Appointment:
        proposal = self.says(self.propose(offer), yes=True)
        proposals.answer_as_resident(self.session, proposal, True, by=self.jeanne, now=LATER)
        appointment = self.session.scalars(select(Appointment)).one()
        appointment.mot_de_passage = "tournesol bleu"
        self.session.flush()
        return appointment

    def message(self, kind: MessageKind, user: User | None = None) -> Message:
        rows = select(Message).where(Message.kind == kind)
        if user is not None:
            rows = rows.where(Message.user_id == user.id)
        return self.session.scalars(rows).one()


def _asked(quarter: Quarter) -> None:
    quarter.propose(quarter.karim)


def _said_yes(quarter: Quarter) -> None:
    quarter.says(quarter.propose(quarter.karim), yes=True)


def _agreed(quarter: Quarter) -> None:
    quarter.agree(quarter.karim)


def _agreed_at_an_hour(quarter: Quarter) -> None:
    quarter.request.start_time = time(14, 30)
    quarter.session.flush()
    quarter.agree(quarter.karim)


def _too_late(quarter: Quarter) -> None:
    rose = quarter.propose(quarter.rose)
    _mark_sent(quarter, MessageKind.PROPOSAL_HELPER)
    quarter.agree(quarter.karim)
    quarter.session.refresh(rose)


def _not_needed(quarter: Quarter) -> None:
    rose = quarter.propose(quarter.rose)
    _mark_sent(quarter, MessageKind.PROPOSAL_HELPER)
    karim = quarter.says(quarter.propose(quarter.karim), yes=True)
    quarter.says(rose, yes=True)
    proposals.answer_as_resident(quarter.session, karim, True, by=quarter.jeanne, now=LATER)
    quarter.session.refresh(rose)


def _resident_says_no(quarter: Quarter) -> None:
    proposal = quarter.says(quarter.propose(quarter.karim), yes=True)
    proposals.answer_as_resident(quarter.session, proposal, False, by=quarter.jeanne, now=LATER)


def _request_withdrawn(quarter: Quarter) -> None:
    quarter.propose(quarter.karim)
    _mark_sent(quarter, MessageKind.PROPOSAL_HELPER)
    help_requests.withdraw(quarter.session, quarter.request, by=quarter.jeanne, now=LATER)


def _helper_cannot(quarter: Quarter) -> None:
    appointment = quarter.agree(quarter.karim)
    appointments.cancel(
        quarter.session,
        appointment,
        by=quarter.karim.user,
        person=quarter.karim.user,
        now=LATER,
    )


def _the_day_before(quarter: Quarter) -> None:
    quarter.agree(quarter.karim)
    quarter.read_at = reminder_due(thursday().on_date, "Europe/Paris")
    quarter.reader = quarter.karim.user
    reminders.remind_due(quarter.session, now=quarter.read_at)


def _close_to_the_hour(quarter: Quarter) -> Appointment:
    quarter.request.start_time = time(14, 30)
    quarter.session.flush()
    appointment = quarter.agree(quarter.karim)
    quarter.read_at = appointment.starts_at - timedelta(minutes=10)
    return appointment


def _karim_is_late(quarter: Quarter) -> None:
    appointment, karim = _close_to_the_hour(quarter), quarter.karim.user
    notices.say_late(quarter.session, appointment, 20, person=karim, by=karim, now=quarter.read_at)


def _karim_stands_at_the_door(quarter: Quarter) -> None:
    appointment, karim = _close_to_the_hour(quarter), quarter.karim.user
    notices.say_nobody(quarter.session, appointment, person=karim, by=karim, now=quarter.read_at)


def _cancelled_at_the_last_hour(quarter: Quarter) -> None:
    appointment = _close_to_the_hour(quarter)
    appointments.cancel(
        quarter.session, appointment, by=quarter.jeanne, person=quarter.jeanne, now=quarter.read_at
    )


def _the_day_after(quarter: Quarter) -> Appointment:
    appointment = quarter.agree(quarter.karim)
    quarter.read_at = feedback_due(thursday().on_date, "Europe/Paris")
    quarter.reader = quarter.jeanne
    asking_feedback.ask_due(quarter.session, now=quarter.read_at)
    return appointment


def _nobody_said_how_it_was(quarter: Quarter) -> None:
    _the_day_after(quarter)
    quarter.read_at = feedback_reminder_due(thursday().on_date, "Europe/Paris")
    asking_feedback.remind_due(quarter.session, now=quarter.read_at)


def _jeanne_says_merci(quarter: Quarter) -> None:
    appointment = _the_day_after(quarter)
    quarter.reader = quarter.karim.user
    said: feedbacks.Said = {"feeling": Feeling.GOOD, "thanks_phrase": "good_to_me"}
    feedbacks.say(
        quarter.session, appointment, quarter.jeanne, said, by=quarter.jeanne, now=quarter.read_at
    )


def _both_want_to_meet_again(quarter: Quarter) -> None:
    appointment = _the_day_after(quarter)
    for person in (quarter.jeanne, quarter.karim.user):
        said: feedbacks.Said = {"took_place": True, "wants_again": True}
        feedbacks.say(quarter.session, appointment, person, said, by=person, now=quarter.read_at)


def _asked_to_come_in(quarter: Quarter) -> None:
    sign_ins.ask_link(
        quarter.session, "jeanne@example.fr", browser_id="firefox", about=None, now=NOW
    )


def _posted(quarter: Quarter) -> None:
    quarter.request.status = RequestStatus.UNCONFIRMED
    _ask_confirmation(quarter, quarter.request)


def _offered(quarter: Quarter) -> None:
    quarter.karim.status = OfferStatus.UNCONFIRMED
    _ask_confirmation(quarter, quarter.karim)


def _joined(quarter: Quarter) -> None:
    quarter.jeanne.email_confirmed_at = None
    _ask_confirmation(quarter, quarter.jeanne)


def _ask_confirmation(quarter: Quarter, about: HelpRequest | Offer | User) -> None:
    quarter.session.flush()
    person = about if isinstance(about, User) else about.user
    sign_ins.ask_link(quarter.session, person.email or "", browser_id="x", about=about, now=NOW)


def _silent(quarter: Quarter) -> None:
    for person in (quarter.fatima, quarter.karim.user, quarter.rose.user):
        person.last_contact_at = NOW
    quarter.jeanne.created_at = NOW - NOTICE
    quarter.session.flush()
    retention.warn_silent(quarter.session, NOW)


def _relative_leaves(quarter: Quarter) -> None:
    colette = factories.by_phone(
        quarter.session,
        quarter.home,
        "Colette",
        "+33639981203",
        spoken_for_by_id=quarter.jeanne.id,
    )
    leaving.leave(quarter.session, colette, by=quarter.fatima, now=NOW)


def _nobody_for_a_day(quarter: Quarter) -> None:
    quarter.request.searching_since = NOW - searching.WORD_AFTER
    quarter.session.flush()
    searching.keep_promises(quarter.session, quarter.request.id, now=NOW)


def _mark_sent(quarter: Quarter, kind: MessageKind) -> None:
    for message in quarter.session.scalars(select(Message).where(Message.kind == kind)):
        message.status = "sent"  # type: ignore[assignment]
    quarter.session.flush()


def _offer_ends(quarter: Quarter) -> None:
    quarter.karim.ends_on = factories.TODAY + timedelta(days=10)
    _look_at_what_ends(quarter)


def _offer_ended(quarter: Quarter) -> None:
    quarter.karim.ends_on = factories.TODAY - timedelta(days=1)
    _look_at_what_ends(quarter)


def _request_ends(quarter: Quarter) -> None:
    """Tomorrow is the last day, and nobody is found yet."""
    quarter.request.slot_rows[0].on_date = factories.TODAY + timedelta(days=1)
    quarter.request.confirmed_at = NOW - timedelta(days=3)
    _look_at_what_ends(quarter)


def _series_ends(quarter: Quarter) -> None:
    quarter.request.recurrence = Recurrence.WEEKLY
    quarter.request.until_on = factories.TODAY + timedelta(days=10)
    quarter.request.confirmed_at = NOW - timedelta(days=60)
    _look_at_what_ends(quarter)


def _look_at_what_ends(quarter: Quarter) -> None:
    quarter.session.flush()
    post_ends.look(quarter.session, now=NOW)


def _asked_each_week(quarter: Quarter) -> None:
    veille.takes_part(quarter.session, quarter.jeanne, by=quarter.fatima, news_by=NewsBy.MAIL)
    news.ask_due(quarter.session, now=LATER)


def _great_heat(quarter: Quarter) -> None:
    veille.takes_part(quarter.session, quarter.jeanne, by=quarter.fatima, wants_alert_mail=True)
    checkins.set_alert(
        quarter.session, quarter.home.id, RoundKind.HEAT, AlertLevel.ORANGE,
        by=quarter.fatima, now=NOW,
    )  # fmt: skip


def _somebody_is_worried(quarter: Quarter) -> None:
    quarter.fatima.ui_language = quarter.jeanne.ui_language
    veille.takes_part(quarter.session, quarter.jeanne, by=quarter.fatima)
    round_ = veille.begin(quarter.session, quarter.home, by=quarter.fatima)
    (entry,) = veille.lines(quarter.session, round_)
    veille.note(quarter.session, entry, Outcome.WORRYING, by=quarter.fatima)
    quarter.reader = quarter.fatima


def _desk_waits(quarter: Quarter) -> None:
    """Two needs have waited for three days, and somebody is to be called, on a Monday morning."""
    quarter.fatima.ui_language = quarter.jeanne.ui_language
    quarter.request.confirmed_at = NOW - timedelta(days=3)
    colette = factories.by_phone(quarter.session, quarter.home, "Colette", "+33639981203")
    other = factories.help_request(quarter.session, colette, "outing")
    other.confirmed_at = NOW - timedelta(days=2, hours=5)
    quarter.session.flush()
    outbox.owe(quarter.session, MessageKind.STILL_SEARCHING, colette, about=other, now=MORNING)
    desk_mornings.write_due(quarter.session, now=MORNING)
    quarter.reader = quarter.fatima


def _need_is_answered(quarter: Quarter) -> None:
    """Karim told the desk that somebody next door could do with a hand."""
    karim = quarter.karim.user
    referrals.name(quarter.session, quarter.request, karim, by=quarter.fatima, now=NOW)
    help_requests.close(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    quarter.reader = karim


SITUATIONS: dict[str, tuple[MessageKind, Callable[[Quarter], object]]] = {
    "sign_in": (MessageKind.SIGN_IN, _asked_to_come_in),
    "confirm_request": (MessageKind.CONFIRM_REQUEST, _posted),
    "confirm_offer": (MessageKind.CONFIRM_OFFER, _offered),
    "confirm_join": (MessageKind.CONFIRM_JOIN, _joined),
    "proposal_helper": (MessageKind.PROPOSAL_HELPER, _asked),
    "proposal_resident": (MessageKind.PROPOSAL_RESIDENT, _asked),
    "helper_said_yes": (MessageKind.HELPER_SAID_YES, _said_yes),
    "agreed_resident": (MessageKind.AGREED_RESIDENT, _agreed),
    "agreed_helper": (MessageKind.AGREED_HELPER, _agreed),
    "agreed_resident_at_an_hour": (MessageKind.AGREED_RESIDENT, _agreed_at_an_hour),
    "superseded": (MessageKind.SUPERSEDED, _too_late),
    "superseded_yes": (MessageKind.SUPERSEDED, _not_needed),
    "resident_said_no": (MessageKind.RESIDENT_SAID_NO, _resident_says_no),
    "proposal_withdrawn": (MessageKind.PROPOSAL_WITHDRAWN, _request_withdrawn),
    "inactive_notice": (MessageKind.INACTIVE_NOTICE, _silent),
    "left": (MessageKind.LEFT, _relative_leaves),
    "still_searching": (MessageKind.STILL_SEARCHING, _nobody_for_a_day),
    "cancelled": (MessageKind.CANCELLED, _helper_cannot),
    "appointment_reminder": (MessageKind.APPOINTMENT_REMINDER, _the_day_before),
    "post_ends": (MessageKind.POST_ENDS, _offer_ends),
    "post_ends_offer_over": (MessageKind.POST_ENDS, _offer_ended),
    "post_ends_request": (MessageKind.POST_ENDS, _request_ends),
    "post_ends_series": (MessageKind.POST_ENDS, _series_ends),
    "feedback": (MessageKind.FEEDBACK, _the_day_after),
    "feedback_reminder": (MessageKind.FEEDBACK_REMINDER, _nobody_said_how_it_was),
    "merci": (MessageKind.MERCI, _jeanne_says_merci),
    "need_answered": (MessageKind.NEED_ANSWERED, _need_is_answered),
    "meet_again": (MessageKind.MEET_AGAIN, _both_want_to_meet_again),
    "weekly_news": (MessageKind.WEEKLY_NEWS, _asked_each_week),
    "heat_advice": (MessageKind.HEAT_ADVICE, _great_heat),
    "worry": (MessageKind.WORRY, _somebody_is_worried),
    "desk_morning": (MessageKind.DESK_MORNING, _desk_waits),
    "running_late": (MessageKind.RUNNING_LATE, _karim_is_late),
    "nobody_at_door": (MessageKind.NOBODY_AT_DOOR, _karim_stands_at_the_door),
    "cancelled_within_a_day": (MessageKind.CANCELLED, _cancelled_at_the_last_hour),
}
"""Situation, the kind of mail it owes, and how it comes about."""
