"""What took place is not called off when the rest of it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import AppointmentStatus, RequestStatus
from mutualaid.models import Message, Task
from mutualaid.services import appointment_endings, asking_feedback, help_requests, series
from tests.factories import NOW
from tests.services.test_series import FIRST, Thursdays, weeks

THE_DAY_AFTER = NOW + timedelta(days=4)
"""Friday at 10 h: the first Thursday took place, and nobody has said so yet."""


@pytest.fixture
def thursdays(session: Session) -> Thursdays:
    return Thursdays(session)


def stop(need: Thursdays, now: datetime) -> None:
    series.stop(need.session, need.on(weeks(1)[0]), by=need.jeanne, now=now, person=need.jeanne)


def withdraw(need: Thursdays, now: datetime) -> None:
    help_requests.withdraw(need.session, need.need, by=need.jeanne, now=now)


@pytest.mark.parametrize("end", [stop, withdraw])
def test_the_date_that_took_place_stands_and_is_spoken_of(thursdays: Thursdays, end) -> None:
    end(thursdays, THE_DAY_AFTER)
    assert thursdays.need.status is RequestStatus.CANCELLED
    assert thursdays.dates(AppointmentStatus.CANCELLED) == weeks(1, 2)
    assert thursdays.dates(AppointmentStatus.PLANNED) == [FIRST]
    at_eighteen = THE_DAY_AFTER + timedelta(hours=8)
    assert asking_feedback.ask_due(thursdays.session, now=at_eighteen) == 2
    appointment_endings.close_past(thursdays.session, now=NOW + timedelta(days=10))
    assert thursdays.dates(AppointmentStatus.DONE) == [FIRST]


@pytest.mark.parametrize("end", [stop, withdraw])
def test_the_helper_reads_which_date_to_come_goes(thursdays: Thursdays, end) -> None:
    end(thursdays, THE_DAY_AFTER)
    told = thursdays.session.scalars(
        select(Message).where(Message.kind == MessageKind.CANCELLED)
    ).one()
    assert told.user_id == thursdays.karim.user_id
    assert told.appointment_id == thursdays.on(weeks(1)[0]).id
    assert thursdays.session.scalars(select(Task)).all() == []


def test_a_series_that_ends_before_any_date_tells_of_the_first(session: Session) -> None:
    thursdays = Thursdays(session)
    stop(thursdays, NOW)
    told = session.scalars(select(Message).where(Message.kind == MessageKind.CANCELLED)).one()
    assert told.appointment_id == thursdays.on(FIRST).id
