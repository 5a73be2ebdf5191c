"""What the desk need not do any more once an appointment or a need is over is off its list."""

from __future__ import annotations

from sqlalchemy import select

from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, Recurrence, Task
from mutualaid.services import appointments, series, tasks
from tests import factories
from tests.factories import NOW
from tests.services.appointments.conftest import Quarter


def open_kinds(quarter: Quarter) -> list[TaskKind]:
    rows = select(Task.kind).where(Task.status == TaskStatus.OPEN).order_by(Task.id)
    return list(quarter.session.scalars(rows))


def with_keys(quarter: Quarter, **values: object) -> Appointment:
    ali = factories.helper(
        quarter.session, quarter.home, "Ali", phone="+33639981205", categories=("pets_plants",)
    )
    return quarter.agree(ali, category="pets_plants", facts={"keys": "yes"}, **values)


def test_no_keys_are_handed_to_a_helper_who_does_not_come(quarter: Quarter) -> None:
    found = with_keys(quarter)
    assert open_kinds(quarter) == [TaskKind.KEYS]
    ali = found.helper_rows[0].helper
    appointments.cancel(quarter.session, found, by=ali, now=NOW, person=ali)
    assert open_kinds(quarter) == []


def test_no_keys_are_handed_over_for_a_series_that_ended(quarter: Quarter) -> None:
    found = with_keys(quarter, recurrence=Recurrence.WEEKLY)
    assert open_kinds(quarter) == [TaskKind.KEYS]
    ali = found.helper_rows[0].helper
    series.stop(quarter.session, found, by=ali, now=NOW, person=ali)
    assert open_kinds(quarter) == []


def test_nobody_is_asked_to_renew_a_series_that_the_resident_ended(quarter: Quarter) -> None:
    found = quarter.agree(recurrence=Recurrence.WEEKLY)
    tasks.ask_desk(
        quarter.session,
        TaskKind.POST_ENDS,
        "post ends",
        now=NOW,
        neighbourhood_id=quarter.home.id,
        user_id=quarter.jeanne.id,
        help_request_id=found.help_request_id,
    )
    series.stop(quarter.session, found, by=quarter.jeanne, now=NOW, person=quarter.jeanne)
    assert open_kinds(quarter) == []
