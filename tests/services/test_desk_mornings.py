"""7 h 50: once a day to each coordinator, only when something waits, never when she is away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel
from mutualaid.models import Absence, DeskAbsence, Message, Neighbourhood, User
from mutualaid.services import desk_mornings
from tests import factories
from tests.factories import NOW, TODAY

MORNING = NOW - timedelta(hours=2, minutes=10)
"""7 h 50 on a Monday."""


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return factories.coordinator(session, home)


@pytest.fixture
def waits(session: Session, home: Neighbourhood) -> None:
    """Jeanne has waited for three days."""
    need = factories.help_request(session, factories.person(session, home, "Jeanne"))
    need.confirmed_at = MORNING - timedelta(days=3)
    session.flush()


def told(session: Session) -> list[int]:
    mails = select(Message.user_id).where(Message.kind == MessageKind.DESK_MORNING)
    return list(session.scalars(mails.order_by(Message.id)))


@pytest.mark.usefixtures("waits")
def test_each_of_the_team_is_written_to_once_a_day(session: Session, fatima: User) -> None:
    nadia = factories.coordinator(session, session.get_one(Neighbourhood, fatima.neighbourhood_id))
    for minutes in (-1, 0, 1, 20):
        desk_mornings.write_due(session, now=MORNING + timedelta(minutes=minutes))
        assert told(session) == ([] if minutes < 0 else [fatima.id, nadia.id])
    desk_mornings.write_due(session, now=MORNING + timedelta(days=1))
    assert told(session) == [fatima.id, nadia.id] * 2


def test_nothing_is_written_when_nothing_waits(session: Session, fatima: User) -> None:
    assert desk_mornings.write_due(session, now=MORNING) == 0


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("why", ["late", "away", "closed", "on the phone", "sunday"])
def test_nothing_is_written(session: Session, fatima: User, why: str) -> None:
    now = MORNING
    if why == "late":
        now += timedelta(hours=1)
    elif why == "away":
        session.add(Absence(user_id=fatima.id, starts_on=TODAY, ends_on=TODAY))
    elif why == "closed":
        home = session.get_one(Neighbourhood, fatima.neighbourhood_id)
        session.add(DeskAbsence(neighbourhood_id=home.id, starts_on=TODAY, ends_on=TODAY))
    elif why == "on the phone":
        fatima.channel = Channel.CALL
    else:
        now -= timedelta(days=1)
    session.flush()
    desk_mornings.write_due(session, now=now)
    assert told(session) == []


def test_another_desk_s_needs_are_not_hers(session: Session, fatima: User, waits: None) -> None:
    paul = factories.coordinator(session, factories.neighbourhood(session, "Cusset"), "Paul")
    desk_mornings.write_due(session, now=MORNING)
    assert told(session) == [fatima.id]
    assert paul.id not in told(session)
