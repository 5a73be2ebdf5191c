"""A request whose last half-day has begun is over, and so is the desk's work about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import RequestStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Task
from mutualaid.services import past_requests, proposals, tasks
from tests import factories
from tests.factories import NOW, thursday

NOON = NOW.replace(hour=10) + timedelta(days=3)
"""Thursday at 12 h in Les Brosses, when the afternoon begins."""


def jeanne_asks(session: Session, **values: object) -> HelpRequest:
    home = factories.neighbourhood(session)
    return factories.help_request(session, factories.person(session, home), **values)


@pytest.mark.parametrize("status", [RequestStatus.OPEN, RequestStatus.UNCONFIRMED])
def test_a_request_whose_last_half_day_began_is_over(
    session: Session, status: RequestStatus
) -> None:
    help_request = jeanne_asks(session, status=status)
    assert past_requests.expire(session, now=NOON - timedelta(minutes=1)) == 0
    assert past_requests.expire(session, now=NOON) == 1
    assert help_request.status is RequestStatus.EXPIRED
    assert past_requests.expire(session, now=NOON) == 0


def test_a_request_with_a_later_half_day_goes_on(session: Session) -> None:
    help_request = jeanne_asks(session, slots=(thursday(), thursday(HalfDay.EVENING)))
    assert past_requests.expire(session, now=NOON) == 0
    assert help_request.status is RequestStatus.OPEN


def test_the_desk_has_nothing_more_to_arrange_for_what_is_over(session: Session) -> None:
    help_request = jeanne_asks(session)
    task = tasks.ask_desk(
        session,
        TaskKind.PLACE_ADDRESS,
        "place",
        now=NOW,
        neighbourhood_id=help_request.neighbourhood_id,
        help_request_id=help_request.id,
    )
    past_requests.expire(session, now=NOON)
    assert task.status is TaskStatus.CANCELLED
    assert session.scalars(select(Task).where(Task.status == TaskStatus.OPEN)).all() == []


def test_a_request_that_somebody_was_asked_for_ends_after_the_proposal(session: Session) -> None:
    home = factories.neighbourhood(session)
    fatima = factories.coordinator(session, home)
    help_request = factories.help_request(session, factories.person(session, home))
    karim = factories.helper(session, home)
    proposals.propose(session, help_request, karim, thursday(), by=fatima, now=NOW)
    assert past_requests.expire(session, now=NOON) == 0
    factories.expire_due(session, now=NOON)
    assert past_requests.expire(session, now=NOON) == 1
