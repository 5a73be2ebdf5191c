"""A message on its way: who may take it, who may say how it ended, and what a refusal costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.mail import MOST_ATTEMPTS, retry_delay
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Message, Neighbourhood, Task, User
from mutualaid.services import breaker, delivery, outbox

NOON = datetime(2026, 10, 13, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 10, 13, 20, 30, tzinfo=UTC)
"""22 h 30 in Paris."""
ME, OTHER = "worker-a", "worker-b"


@pytest.fixture
def karim(session: Session) -> User:
    person = User(
        first_name="Karim", email="karim@example.fr", channel=Channel.EMAIL, created_at=NOON
    )
    session.add(person)
    session.flush()
    return person


def owed(
    session: Session, person: User, kind: MessageKind = MessageKind.SIGN_IN, event: str = ""
) -> Message:
    message = outbox.owe(session, kind, person, about=person, now=NOON, event=event)
    assert message is not None
    return message


def take(
    session: Session, owner: str = ME, now: datetime = NOON, *, quiet: bool = True
) -> delivery.Taken | None:
    return delivery.take_next(session, owner, now=now, default_zone="Europe/Paris", quiet=quiet)


def must_take(session: Session, owner: str = ME, now: datetime = NOON) -> delivery.Taken:
    taken = take(session, owner, now)
    assert taken is not None
    return taken


def test_a_message_is_taken_once(session: Session, karim: User) -> None:
    owed(session, karim)
    assert take(session, ME) is not None
    assert take(session, OTHER) is None


def test_the_oldest_message_leaves_first(session: Session, karim: User) -> None:
    newer = owed(session, karim, event="newer")
    older = owed(session, karim, event="older")
    older.send_after = NOON - timedelta(minutes=1)
    session.flush()
    assert [must_take(session).message_id for _ in range(2)] == [older.id, newer.id]


def test_a_message_owed_by_phone_is_never_mailed(session: Session, karim: User) -> None:
    karim.channel = Channel.CALL
    owed(session, karim)
    assert take(session) is None


def test_a_stuck_message_is_anybodys_again_after_five_minutes(
    session: Session, karim: User
) -> None:
    owed(session, karim)
    must_take(session, ME)
    delivery.release_stuck(session, now=NOON + timedelta(minutes=4, seconds=59))
    assert take(session, OTHER, NOON + timedelta(minutes=5)) is None
    delivery.release_stuck(session, now=NOON + timedelta(minutes=5))
    assert take(session, OTHER, NOON + timedelta(minutes=5)) is not None


def test_only_the_last_taker_says_how_it_ended(session: Session, karim: User) -> None:
    message = owed(session, karim)
    first = must_take(session, ME)
    delivery.release_stuck(session, now=NOON + timedelta(minutes=5))
    second = must_take(session, OTHER, NOON + timedelta(minutes=5))
    assert second.fence > first.fence
    assert not delivery.refused(session, first, outcome="550", now=NOON)
    assert delivery.sent(session, second, now=NOON)
    session.refresh(message)
    assert message.status is MessageStatus.SENT
    assert session.scalars(select(Task)).all() == []


def test_a_stale_taker_of_the_same_name_is_refused_too(session: Session, karim: User) -> None:
    owed(session, karim)
    first = must_take(session, ME)
    delivery.release_stuck(session, now=NOON + timedelta(minutes=5))
    must_take(session, ME, NOON + timedelta(minutes=5))
    assert not delivery.sent(session, first, now=NOON)


def test_refusals_for_now_are_tried_at_1_5_15_30_60_minutes_then_hourly() -> None:
    minutes = [retry_delay(n, 0.5).total_seconds() / 60 for n in range(1, 8)]
    assert minutes == [1, 5, 15, 30, 60, 66, 66]


def test_an_hour_is_spread_by_a_fifth_at_most() -> None:
    assert retry_delay(9, -1) == timedelta(minutes=48)
    assert retry_delay(9, 1) == timedelta(minutes=72)


def test_a_refusal_for_now_waits_for_its_time(session: Session, karim: User) -> None:
    owed(session, karim)
    delivery.put_off(session, must_take(session), outcome="451", spread=0, now=NOON)
    assert take(session, now=NOON + timedelta(seconds=59)) is None
    assert must_take(session, now=NOON + timedelta(minutes=1)).attempts == 2


def test_after_three_days_of_refusals_a_coordinator_calls(session: Session, karim: User) -> None:
    message = owed(session, karim)
    message.attempts = MOST_ATTEMPTS - 1
    session.flush()
    delivery.put_off(session, must_take(session), outcome="451", spread=0, now=NOON)
    session.refresh(message)
    assert message.status is MessageStatus.FAILED
    assert session.scalars(select(Task.kind)).all() == [TaskKind.FAILED_MESSAGE]


def test_the_tries_before_giving_up_last_three_days() -> None:
    total = sum((retry_delay(n, 0) for n in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(hours=70) <= total <= timedelta(hours=72)


def test_a_refusal_for_good_becomes_a_task_of_the_persons_desk(
    session: Session, karim: User
) -> None:
    message = owed(session, karim)
    delivery.refused(session, must_take(session), outcome="550", now=NOON)
    session.refresh(message)
    task = session.scalars(select(Task)).one()
    assert (message.status, message.outcome) == (MessageStatus.FAILED, "550")
    assert (task.kind, task.message_id, task.user_id) == (
        TaskKind.FAILED_MESSAGE,
        message.id,
        karim.id,
    )


def test_a_relay_that_is_down_costs_no_attempt(session: Session, karim: User) -> None:
    owed(session, karim)
    for minute in range(3):
        now = NOON + timedelta(minutes=minute)
        taken = must_take(session, now=now)
        assert taken.attempts == 1
        delivery.relay_is_down(session, taken, now=now)


def test_a_relay_that_is_down_is_probed_once_a_minute(session: Session, karim: User) -> None:
    owed(session, karim)
    delivery.relay_is_down(session, must_take(session), now=NOON)
    assert not breaker.may_try(session, now=NOON + timedelta(seconds=59))
    assert breaker.may_try(session, now=NOON + timedelta(seconds=60))
    assert not breaker.may_try(session, now=NOON + timedelta(seconds=61))


def test_the_first_mail_that_leaves_closes_the_breaker(session: Session, karim: User) -> None:
    owed(session, karim)
    delivery.relay_is_down(session, must_take(session), now=NOON)
    delivery.sent(session, must_take(session), now=NOON + timedelta(minutes=1))
    assert all(breaker.may_try(session, now=NOON + timedelta(minutes=1)) for _ in range(2))


def test_a_mail_that_waited_three_days_for_the_relay_is_called(
    session: Session, karim: User
) -> None:
    message = owed(session, karim)
    assert delivery.give_up_old(session, now=NOON + timedelta(hours=71)) == 0
    assert delivery.give_up_old(session, now=NOON + timedelta(hours=72)) == 1
    session.refresh(message)
    assert message.status is MessageStatus.FAILED
    assert session.scalars(select(Task)).one().message_id == message.id


def test_at_night_only_answers_leave(session: Session, karim: User) -> None:
    asked = owed(session, karim, MessageKind.PROPOSAL_HELPER)
    answer = owed(session, karim, MessageKind.SIGN_IN)
    assert must_take(session, now=NIGHT).message_id == answer.id
    assert take(session, now=NIGHT) is None
    session.refresh(asked)
    assert asked.send_after == datetime(2026, 10, 14, 6, 0, tzinfo=UTC)
    assert must_take(session, now=asked.send_after).message_id == asked.id


def test_the_night_is_that_of_the_persons_neighbourhood(session: Session, karim: User) -> None:
    home = Neighbourhood(
        slug="fort", code="FORT", name="Fort", place_phrase="au Fort", commune="Cayenne",
        postcode="97300", zone="America/Cayenne", lat=4.9, lon=-52.3, created_at=NOON,
    )  # fmt: skip
    session.add(home)
    session.flush()
    karim.neighbourhood_id = home.id
    owed(session, karim, MessageKind.PROPOSAL_HELPER)
    assert take(session, now=NIGHT) is not None


def test_the_demo_has_no_night(session: Session, karim: User) -> None:
    owed(session, karim, MessageKind.PROPOSAL_HELPER)
    assert take(session, now=NIGHT, quiet=False) is not None


def test_a_worker_that_stops_leaves_what_it_held(session: Session, karim: User) -> None:
    owed(session, karim, event="mine")
    owed(session, karim, event="other")
    must_take(session, ME)
    must_take(session, OTHER)
    assert delivery.release_all(session, ME) == 1
    assert must_take(session, OTHER).attempts == 1


def test_a_mail_sent_again_keeps_its_id_and_ends_its_task(session: Session, karim: User) -> None:
    message = owed(session, karim)
    before = message.message_id
    delivery.refused(session, must_take(session), outcome="550", now=NOON)
    session.refresh(message)
    delivery.resend(session, message, by=None, now=NOON)
    delivery.sent(session, must_take(session), now=NOON)
    session.refresh(message)
    assert (message.message_id, message.status) == (before, MessageStatus.SENT)
    assert session.scalars(select(Task.status)).all() == [TaskStatus.CANCELLED]


def test_a_mail_that_waits_already_is_not_sent_again(session: Session, karim: User) -> None:
    message = owed(session, karim)
    with pytest.raises(Refusal):
        delivery.resend(session, message, by=None, now=NOON)
