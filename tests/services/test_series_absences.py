"""A helper of a series who is away: no date is written for her, and the resident reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import AppointmentStatus, HelperStatus, RequestStatus
from mutualaid.models import AppointmentHelper, Message
from mutualaid.services import absences, series
from tests.factories import NOW, TODAY
from tests.services.test_series import Thursdays, weeks

A_WEEK_LATER = NOW + timedelta(days=7)
FOURTH = weeks(3)[0]


@pytest.fixture
def thursdays(session: Session) -> Thursdays:
    return Thursdays(session)


def go_away(thursdays: Thursdays) -> None:
    """Karim says after the agreement that he is not there on the fourth Thursday."""
    karim = thursdays.karim.user
    absences.add(thursdays.session, karim, FOURTH, FOURTH, by=karim, now=NOW)


def test_a_date_on_which_the_helper_is_away_is_not_planned(thursdays: Thursdays) -> None:
    go_away(thursdays)
    series.materialise(thursdays.session, now=A_WEEK_LATER)
    assert FOURTH not in thursdays.dates(AppointmentStatus.PLANNED)
    assert thursdays.dates(AppointmentStatus.CANCELLED) == [FOURTH]
    rows = thursdays.session.scalars(
        select(AppointmentHelper).where(AppointmentHelper.appointment_id == thursdays.on(FOURTH).id)
    ).all()
    assert [row.status for row in rows] == [HelperStatus.CANCELLED]


def test_the_resident_is_told_of_it_once_and_the_helper_is_not(thursdays: Thursdays) -> None:
    go_away(thursdays)
    for day in range(7, 12):
        series.materialise(thursdays.session, now=NOW + timedelta(days=day))
    assert thursdays.told(thursdays.jeanne) == [MessageKind.CANCELLED]
    assert thursdays.told(thursdays.karim.user) == []
    told = thursdays.session.scalars(
        select(Message).where(Message.kind == MessageKind.CANCELLED)
    ).one()
    assert told.appointment_id == thursdays.on(FOURTH).id


def test_the_series_goes_on_with_the_week_after(thursdays: Thursdays) -> None:
    go_away(thursdays)
    series.materialise(thursdays.session, now=NOW + timedelta(days=14))
    assert thursdays.dates(AppointmentStatus.PLANNED) == weeks(0, 1, 2, 4)
    assert thursdays.need.status is RequestStatus.AGREED


def test_an_absence_that_was_taken_back_leaves_every_date(thursdays: Thursdays) -> None:
    karim = thursdays.karim.user
    absence = absences.add(thursdays.session, karim, FOURTH, FOURTH, by=karim, now=NOW)
    absences.remove(thursdays.session, karim, absence.id, by=karim, now=NOW)
    series.materialise(thursdays.session, now=A_WEEK_LATER)
    assert thursdays.dates(AppointmentStatus.PLANNED) == weeks(0, 1, 2, 3)


def test_a_date_that_was_written_before_stands_until_the_helper_gives_it_up(
    thursdays: Thursdays,
) -> None:
    karim = thursdays.karim.user
    second = TODAY + timedelta(days=10)
    absences.add(thursdays.session, karim, second, second, by=karim, now=NOW)
    series.materialise(thursdays.session, now=NOW)
    assert second in thursdays.dates(AppointmentStatus.PLANNED)
    assert thursdays.told(thursdays.jeanne) == []
