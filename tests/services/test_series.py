"""Weekly needs: accepted once, put down ahead, one date or the whole given up by either side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.requests import every_week
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import (
    AppointmentStatus,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    HelperRefusal,
    HelpRequest,
    Message,
    Offer,
    Proposal,
    Recurrence,
    RunRequest,
    User,
)
from mutualaid.services import appointments, help_requests, proposals, series
from tests import factories
from tests.factories import NOW, thursday

DAY = timedelta(days=1)
FIRST = thursday().on_date


class Thursdays:
    """Jeanne asks for every Thursday afternoon; Karim and she said yes."""

    def __init__(self, session: Session, until_on: date | None = None) -> None:
        self.session = session
        self.home = factories.neighbourhood(session)
        self.fatima = factories.coordinator(session, self.home)
        self.jeanne: User = factories.person(session, self.home, "Jeanne")
        self.karim: Offer = factories.helper(session, self.home)
        self.need: HelpRequest = factories.help_request(
            session,
            self.jeanne,
            slots=tuple(every_week([thursday()], until_on)),
            recurrence=Recurrence.WEEKLY,
            until_on=until_on,
        )
        self.proposal = self.agree(self.karim, thursday(), NOW)

    def agree(
        self, offer: Offer, slot: Slot, now: datetime, missing: Sequence[str] = ()
    ) -> Proposal:
        asked = proposals.propose(self.session, self.need, offer, slot, by=self.fatima, now=now)
        asked.missing_dates = list(missing)
        self.session.flush()
        proposals.answer_as_helper(self.session, asked, True, by=offer.user, now=now)
        proposals.answer_as_resident(self.session, asked, True, by=self.jeanne, now=now)
        return asked

    def dates(self, *statuses: AppointmentStatus) -> list[date]:
        wanted = statuses or tuple(AppointmentStatus)
        rows = self.session.scalars(
            select(Appointment.on_date)
            .where(Appointment.status.in_(wanted))
            .order_by(Appointment.on_date, Appointment.id)
        )
        return list(rows)

    def on(self, day: date) -> Appointment:
        found = self.session.scalars(select(Appointment).where(Appointment.on_date == day)).first()
        assert found is not None
        return found

    def told(self, user: User) -> list[MessageKind]:
        rows = self.session.scalars(
            select(Message.kind).where(
                Message.user_id == user.id, Message.status != MessageStatus.CANCELLED
            )
        )
        return [kind for kind in rows if kind is MessageKind.CANCELLED]


@pytest.fixture
def thursdays(session: Session) -> Thursdays:
    return Thursdays(session)


def weeks(*numbers: int) -> list[date]:
    return [FIRST + timedelta(weeks=number) for number in numbers]


def test_an_agreed_series_is_put_down_for_three_weeks(thursdays: Thursdays) -> None:
    assert thursdays.dates(AppointmentStatus.PLANNED) == weeks(0, 1, 2)
    rows = thursdays.session.scalars(select(Appointment)).all()
    assert len({row.uid for row in rows}) == 3
    assert len({row.mot_de_passage for row in rows}) == 1


def test_both_are_told_of_a_series_once(thursdays: Thursdays) -> None:
    kinds = [
        kind
        for kind in thursdays.session.scalars(select(Message.kind))
        if kind in (MessageKind.AGREED_HELPER, MessageKind.AGREED_RESIDENT)
    ]
    assert sorted(kinds) == [MessageKind.AGREED_HELPER, MessageKind.AGREED_RESIDENT]


def test_sixty_days_make_every_date_once(thursdays: Thursdays) -> None:
    for day in range(60):
        series.materialise(thursdays.session, now=NOW + day * DAY)
        assert series.materialise(thursdays.session, now=NOW + day * DAY) == 0
    assert thursdays.dates() == weeks(*range(11))


def test_an_exact_time_stays_the_same_on_the_wall_through_a_change_of_clocks(
    thursdays: Thursdays,
) -> None:
    zone = thursdays.need.zone
    hours = {
        row.on_date: row.slot.starts_at(zone).hour
        for row in thursdays.session.scalars(select(Appointment))
    }
    assert hours == dict(zip(weeks(0, 1, 2), (10, 10, 11), strict=True))


def test_a_date_that_was_given_up_is_never_written_again(thursdays: Thursdays) -> None:
    second = thursdays.on(weeks(1)[0])
    appointments.cancel(
        thursdays.session, second, by=thursdays.jeanne, now=NOW, person=thursdays.jeanne
    )
    for day in range(20):
        series.materialise(thursdays.session, now=NOW + day * DAY)
    assert thursdays.dates().count(second.on_date) == 1


def test_missing_dates_are_left_out(session: Session) -> None:
    thursdays = Thursdays(session)
    rose = factories.helper(session, thursdays.home, "Rose", phone="+33639981202")
    series.stop(
        session, thursdays.on(FIRST), by=thursdays.karim.user, now=NOW, person=thursdays.karim.user
    )
    thursdays.agree(rose, thursday(), NOW, missing=[weeks(1)[0].isoformat()])
    assert thursdays.dates(AppointmentStatus.PLANNED) == weeks(0, 2)


@pytest.mark.parametrize("side", ["resident", "helper"])
def test_one_date_goes_and_the_series_stands(thursdays: Thursdays, side: str) -> None:
    jeanne, karim = thursdays.jeanne, thursdays.karim.user
    person, other = (jeanne, karim) if side == "resident" else (karim, jeanne)
    appointments.cancel(
        thursdays.session, thursdays.on(weeks(1)[0]), by=person, now=NOW, person=person
    )
    assert thursdays.dates(AppointmentStatus.PLANNED) == weeks(0, 2)
    assert thursdays.need.status is RequestStatus.AGREED
    assert thursdays.proposal.status is ProposalStatus.AGREED
    assert thursdays.told(other) == [MessageKind.CANCELLED]
    assert thursdays.told(person) == []
    assert thursdays.session.scalars(select(RunRequest)).all() == []
    assert thursdays.session.scalars(select(HelperRefusal)).all() == []


def test_a_helper_who_stops_the_series_is_replaced(thursdays: Thursdays) -> None:
    session, karim = thursdays.session, thursdays.karim.user
    series.stop(session, thursdays.on(weeks(1)[0]), by=karim, now=NOW, person=karim)
    assert thursdays.dates(AppointmentStatus.PLANNED) == []
    assert thursdays.proposal.status is ProposalStatus.CANCELLED
    assert thursdays.need.status is RequestStatus.OPEN
    assert thursdays.told(thursdays.jeanne) == [MessageKind.CANCELLED]
    assert len(session.scalars(select(HelperRefusal)).all()) == 1
    with pytest.raises(Refusal):
        series.stop(session, thursdays.on(FIRST), by=karim, now=NOW, person=karim)


def test_the_next_helper_comes_on_the_dates_that_the_first_one_left(thursdays: Thursdays) -> None:
    session, karim = thursdays.session, thursdays.karim.user
    given_up = thursdays.on(weeks(2)[0])
    appointments.cancel(session, given_up, by=thursdays.jeanne, now=NOW, person=thursdays.jeanne)
    series.stop(session, thursdays.on(FIRST), by=karim, now=NOW, person=karim)
    rose = factories.helper(session, thursdays.home, "Rose", phone="+33639981202")
    thursdays.agree(rose, thursday(), NOW)
    assert thursdays.dates(AppointmentStatus.PLANNED) == weeks(0, 1)


def test_a_series_stopped_after_months_is_searched_from_now_on(thursdays: Thursdays) -> None:
    later = NOW + timedelta(days=100)
    series.materialise(thursdays.session, now=later)
    coming = thursdays.dates(AppointmentStatus.PLANNED)[-1]
    karim = thursdays.karim.user
    series.stop(thursdays.session, thursdays.on(coming), by=karim, now=later, person=karim)
    slots = [slot for slot in thursdays.need.slots if slot.on_date >= later.date()]
    assert {(slot.on_date.weekday(), slot.half_day) for slot in slots} == {(3, HalfDay.AFTERNOON)}
    assert len(slots) == 8


def test_a_resident_who_stops_the_series_needs_nobody_any_more(thursdays: Thursdays) -> None:
    session, jeanne = thursdays.session, thursdays.jeanne
    series.stop(session, thursdays.on(FIRST), by=jeanne, now=NOW, person=jeanne)
    assert thursdays.dates(AppointmentStatus.PLANNED) == []
    assert thursdays.need.status is RequestStatus.CANCELLED
    assert thursdays.told(thursdays.karim.user) == [MessageKind.CANCELLED]
    assert series.materialise(session, now=NOW + DAY) == 0


def test_a_need_that_is_withdrawn_tells_the_helper_once(thursdays: Thursdays) -> None:
    help_requests.withdraw(thursdays.session, thursdays.need, by=thursdays.jeanne, now=NOW)
    assert thursdays.dates(AppointmentStatus.PLANNED) == []
    assert thursdays.told(thursdays.karim.user) == [MessageKind.CANCELLED]


def test_a_weekly_need_is_done_when_its_last_date_has_passed(session: Session) -> None:
    thursdays = Thursdays(session, until_on=weeks(1)[0])
    assert thursdays.dates() == weeks(0, 1)
    assert series.finish_past(session, now=NOW + timedelta(days=30)) == 0
    session.execute(update(Appointment).values(status=AppointmentStatus.DONE))
    assert series.finish_past(session, now=NOW + timedelta(days=9)) == 0
    assert series.finish_past(session, now=NOW + timedelta(days=12)) == 1
    session.refresh(thursdays.need)
    assert thursdays.need.status is RequestStatus.DONE
