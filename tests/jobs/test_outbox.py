"""The outbox at work: what leaves, what waits, and what a kill costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from mutualaid.db import Database
from mutualaid.domain.mail import PermanentFailure, RelayDown, TemporaryFailure
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import MessageStatus
from mutualaid.jobs import outbox
from mutualaid.jobs.bench import Bench
from mutualaid.models import Message, Task
from mutualaid.services import outbox as owing
from mutualaid.services.crashpoints import set_hook
from tests import factories
from tests.factories import NOW
from tests.jobs.conftest import Clock, Relay


class Killed(BaseException):
    """The process is gone: nothing after this line happens."""


@pytest.fixture(autouse=True)
def no_crash() -> Iterator[None]:
    yield
    set_hook(None)


def owe(database: Database, n_messages: int) -> None:
    with database.transaction() as session:
        karim = factories.person(session, factories.neighbourhood(session), "Karim")
        for number in range(n_messages):
            owing.owe(session, MessageKind.SIGN_IN, karim, about=karim, now=NOW, event=str(number))


def statuses(database: Database) -> list[MessageStatus]:
    with database.reading() as session:
        return list(session.scalars(select(Message.status).order_by(Message.id)))


def test_what_is_due_leaves_and_is_sent_once(
    database: Database, bench: Bench, relay: Relay
) -> None:
    owe(database, 3)
    assert outbox.send_due(bench) == 3
    assert outbox.send_due(bench) == 0
    assert len({mail.message_id for mail in relay.sent}) == len(relay.sent) == 3
    assert not relay.is_open
    assert statuses(database) == [MessageStatus.SENT] * 3


def test_one_look_hands_over_a_batch_at_most(
    database: Database, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    owe(database, 3)
    assert [outbox.send_due(bench) for _ in range(2)] == [2, 1]


def test_a_worker_that_is_asked_to_stop_takes_no_more(
    database: Database, bench: Bench, relay: Relay
) -> None:
    owe(database, 2)
    bench.stopping.set()
    assert outbox.send_due(bench) == 0
    assert relay.asked == 0


def test_while_the_relay_is_down_it_is_asked_once_a_minute(
    database: Database, bench: Bench, relay: Relay, clock: Clock
) -> None:
    owe(database, 5)
    relay.faults = [RelayDown(), RelayDown()]
    for _second in range(61):
        outbox.send_due(bench)
        clock.move(seconds=1)
    assert relay.asked == 2
    clock.move(minutes=1)
    outbox.send_due(bench)
    assert len(relay.sent) == 5


def test_a_mail_refused_for_now_lets_the_others_pass(
    database: Database, bench: Bench, relay: Relay, clock: Clock
) -> None:
    owe(database, 2)
    relay.faults = [TemporaryFailure(451)]
    outbox.send_due(bench)
    assert sorted(statuses(database)) == [MessageStatus.PENDING, MessageStatus.SENT]
    clock.move(minutes=1)
    outbox.send_due(bench)
    assert len(relay.sent) == 2


def test_a_mail_refused_for_good_is_tried_once(
    database: Database, bench: Bench, relay: Relay
) -> None:
    owe(database, 1)
    relay.faults = [PermanentFailure(550)]
    for _ in range(2):
        outbox.send_due(bench)
    assert relay.asked == 1
    with database.reading() as session:
        assert session.scalars(select(Message.outcome)).one() == "550"
        assert session.scalars(select(Task)).one().message_id is not None


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(
    database: Database, new_bench: Callable[..., Bench], relay: Relay
) -> None:
    owe(database, 2)
    bench = new_bench(render=lambda _session, message, now: 1 / (message.id - 1))
    outbox.send_due(bench)
    assert statuses(database)[0] is MessageStatus.FAILED
    assert relay.asked == 1


def test_a_database_that_fails_for_a_moment_costs_no_mail(
    database: Database, new_bench: Callable[..., Bench], relay: Relay, clock: Clock
) -> None:
    owe(database, 1)

    def fails(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("the server went away"))

    with pytest.raises(OperationalError):
        outbox.send_due(new_bench(render=fails))
    clock.move(minutes=5)
    bench = new_bench("next")
    outbox.tidy(bench)
    outbox.send_due(bench)
    assert (statuses(database), len(relay.sent)) == ([MessageStatus.SENT], 1)


def test_a_mail_about_something_over_is_cancelled(
    database: Database, new_bench: Callable[..., Bench], relay: Relay
) -> None:
    owe(database, 1)
    outbox.send_due(new_bench(render=lambda *_: None))
    assert (statuses(database), relay.asked) == ([MessageStatus.CANCELLED], 0)


@pytest.mark.parametrize(
    ("place", "copies"), [("message_taken", 1), ("message_left", 2), ("message_recorded", 1)]
)
def test_a_kill_loses_nothing_and_copies_only_after_the_last_byte(
    new_bench: Callable[..., Bench],
    relay: Relay,
    clock: Clock,
    place: str,
    copies: int,
) -> None:
    survivor = new_bench("survivor")
    owe(survivor.database, 1)

    def kill(name: str) -> None:
        if name == place:
            set_hook(None)
            raise Killed

    set_hook(kill)
    with pytest.raises(Killed):
        outbox.send_due(new_bench("killed"))
    outbox.tidy(survivor)
    outbox.send_due(survivor)
    assert len(relay.sent) == copies - (place != "message_recorded")
    clock.move(minutes=5)
    outbox.tidy(survivor)
    outbox.send_due(survivor)
    assert len(relay.sent) == copies
    assert len({mail.message_id for mail in relay.sent}) == 1
    assert statuses(survivor.database) == [MessageStatus.SENT]
