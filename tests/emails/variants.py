"""The same kinds of mail in other true situations: by phone, every week, by two, in advance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select

from mutualaid.domain.appointments import reminder_due
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.requests import every_week
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import Appointment, Message, Proposal, Recurrence, RequestSlot
from mutualaid.services import appointments, fewer, notices, proposals, reminders, searching
from tests.emails.scenarios import LATER, SITUATIONS, Quarter
from tests.factories import NOW, thursday


def _by_phone(quarter: Quarter) -> None:
    quarter.request.category = "phone_chat"
    quarter.request.facts = {}
    quarter.karim.category_rows[0].category = "phone_chat"
    quarter.session.flush()


def _asked_by_phone(quarter: Quarter) -> None:
    _by_phone(quarter)
    quarter.propose(quarter.karim)


def _agreed_by_phone(quarter: Quarter) -> None:
    _by_phone(quarter)
    quarter.agree(quarter.karim)


def _every_week(quarter: Quarter) -> None:
    quarter.request.recurrence = Recurrence.WEEKLY
    quarter.request.slot_rows += [
        RequestSlot(on_date=slot.on_date, half_day=slot.half_day)
        for slot in every_week([thursday()], None)[1:]
    ]
    quarter.session.flush()


def _asked_every_week(quarter: Quarter) -> None:
    _every_week(quarter)
    quarter.propose(quarter.karim)


def _agreed_every_week(quarter: Quarter) -> None:
    _every_week(quarter)
    proposal = quarter.says(quarter.propose(quarter.karim), yes=True)
    proposals.answer_as_resident(quarter.session, proposal, True, by=quarter.jeanne, now=LATER)
    for appointment in quarter.session.scalars(select(Appointment)):
        appointment.mot_de_passage = "tournesol bleu"
    quarter.session.flush()


def _one_week_without(quarter: Quarter) -> None:
    _agreed_every_week(quarter)
    dates = quarter.session.scalars(select(Appointment).order_by(Appointment.on_date)).all()
    karim = quarter.karim.user
    appointments.cancel(quarter.session, dates[1], by=karim, now=LATER, person=karim)


def _held(quarter: Quarter) -> None:
    """Rose was asked too; Karim said yes before her mail left."""
    quarter.propose(quarter.rose)
    quarter.reader = quarter.rose.user
    quarter.says(quarter.propose(quarter.karim), yes=True)


def _asked_in_advance(quarter: Quarter) -> None:
    quarter.request.agreed_in_advance_at = NOW
    quarter.propose(quarter.karim)


def _two_asked_to_move(quarter: Quarter) -> list[Proposal]:
    quarter.request.category, quarter.request.helpers_needed = "moving", 2
    quarter.request.facts = {"floor": "3", "van": "yes"}
    quarter.session.flush()
    return [quarter.propose(quarter.karim), quarter.propose(quarter.rose)]


def _karim_asked_to_move(quarter: Quarter) -> None:
    quarter.reader = quarter.karim.user
    _two_asked_to_move(quarter)


def _two_say_yes(quarter: Quarter) -> list[Proposal]:
    return [quarter.says(each, yes=True) for each in _two_asked_to_move(quarter)]


def _one_of_two_says_yes(quarter: Quarter) -> None:
    """The day passes, and Rose says nothing."""
    first, _second = _two_asked_to_move(quarter)
    quarter.says(first, yes=True)
    quarter.read_at = first.expires_at
    proposals.expire(quarter.session, quarter.request.id, now=quarter.read_at)


def _karim_is_released(quarter: Quarter) -> None:
    quarter.reader = quarter.karim.user
    _one_of_two_says_yes(quarter)


def _agreed_with_two(quarter: Quarter) -> None:
    quarter.request.helpers_needed = 2
    quarter.session.flush()
    asked = [quarter.propose(offer) for offer in (quarter.karim, quarter.rose)]
    for each in asked:
        quarter.says(each, yes=True)
    proposals.answer_as_resident(quarter.session, asked[0], True, by=quarter.jeanne, now=LATER)
    quarter.session.scalars(select(Appointment)).one().mot_de_passage = "tournesol bleu"
    quarter.session.flush()


def _rose_cannot_come(quarter: Quarter) -> Appointment:
    _agreed_with_two(quarter)
    appointment = quarter.session.scalars(select(Appointment)).one()
    rose = quarter.rose.user
    appointments.cancel(quarter.session, appointment, by=rose, now=LATER, person=rose)
    return appointment


def _jeanne_reads_that_rose_cannot(quarter: Quarter) -> None:
    quarter.reader = quarter.jeanne
    _rose_cannot_come(quarter)


def _nobody_else_was_found(quarter: Quarter) -> None:
    """What Karim, who comes alone now, reads two hours before."""
    appointment = _rose_cannot_come(quarter)
    quarter.session.execute(delete(Message).where(Message.kind == MessageKind.CANCELLED))
    quarter.reader, quarter.read_at = quarter.karim.user, appointment.starts_at - timedelta(hours=2)
    fewer.tell(quarter.session, quarter.request.id, now=quarter.read_at)


def _the_day_before_for_jeanne(quarter: Quarter) -> None:
    quarter.agree(quarter.karim)
    quarter.read_at = reminder_due(thursday().on_date, "Europe/Paris")
    quarter.reader = quarter.jeanne
    reminders.remind_due(quarter.session, now=quarter.read_at)


def _resident_cancels(quarter: Quarter) -> None:
    appointment = quarter.agree(quarter.karim)
    appointments.cancel(
        quarter.session, appointment, by=quarter.jeanne, person=quarter.jeanne, now=LATER
    )


def _jeanne_is_late(quarter: Quarter) -> None:
    """Nobody knows by how much, and the pair speaks by phone."""
    appointment, jeanne = quarter.agree(quarter.karim), quarter.jeanne
    quarter.read_at = appointment.starts_at - timedelta(minutes=10)
    notices.say_late(
        quarter.session, appointment, None, person=jeanne, by=jeanne, now=quarter.read_at
    )


def _two_are_asked(quarter: Quarter) -> None:
    quarter.request.searching_since = NOW - searching.WORD_AFTER
    quarter.session.flush()
    searching.keep_promises(quarter.session, quarter.request.id, now=NOW)
    for offer in (quarter.karim, quarter.rose):
        quarter.propose(offer)


def _posted_without_code(quarter: Quarter) -> None:
    """The first mail of a request whose code ended: the button still holds."""
    quarter.request.status = RequestStatus.UNCONFIRMED
    quarter.session.flush()
    SITUATIONS["confirm_request"][1](quarter)
    quarter.session.scalars(select(Message)).one().sign_in_id = None
    quarter.session.flush()


VARIANTS: dict[str, tuple[MessageKind, Callable[[Quarter], object]]] = {
    "proposal_helper_by_phone": (MessageKind.PROPOSAL_HELPER, _asked_by_phone),
    "proposal_helper_every_week": (MessageKind.PROPOSAL_HELPER, _asked_every_week),
    "proposal_helper_held": (MessageKind.PROPOSAL_HELPER, _held),
    "proposal_resident_in_advance": (MessageKind.PROPOSAL_RESIDENT, _asked_in_advance),
    "proposal_helper_at_two": (MessageKind.PROPOSAL_HELPER, _karim_asked_to_move),
    "proposal_resident_at_two": (MessageKind.PROPOSAL_RESIDENT, _two_asked_to_move),
    "proposal_withdrawn_at_two": (MessageKind.PROPOSAL_WITHDRAWN, _karim_is_released),
    "still_searching_at_two": (MessageKind.STILL_SEARCHING, _one_of_two_says_yes),
    "helper_said_yes_at_two": (MessageKind.HELPER_SAID_YES, _two_say_yes),
    "agreed_helper_by_phone": (MessageKind.AGREED_HELPER, _agreed_by_phone),
    "agreed_resident_by_phone": (MessageKind.AGREED_RESIDENT, _agreed_by_phone),
    "agreed_resident_every_week": (MessageKind.AGREED_RESIDENT, _agreed_every_week),
    "agreed_resident_with_two": (MessageKind.AGREED_RESIDENT, _agreed_with_two),
    "appointment_reminder_resident": (MessageKind.APPOINTMENT_REMINDER, _the_day_before_for_jeanne),
    "cancelled_by_resident": (MessageKind.CANCELLED, _resident_cancels),
    "cancelled_one_week": (MessageKind.CANCELLED, _one_week_without),
    "cancelled_one_of_two": (MessageKind.CANCELLED, _jeanne_reads_that_rose_cannot),
    "cancelled_nobody_else": (MessageKind.CANCELLED, _nobody_else_was_found),
    "running_late_by_nobody_knows": (MessageKind.RUNNING_LATE, _jeanne_is_late),
    "still_searching_while_asking": (MessageKind.STILL_SEARCHING, _two_are_asked),
    "confirm_request_without_code": (MessageKind.CONFIRM_REQUEST, _posted_without_code),
}
"""Variant, the kind of mail it owes, and how it comes about."""

ALL = {**SITUATIONS, **VARIANTS}
