"""Relays with a character of their own, end to end: each mail ends in a state with a name."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Settings
from mutualaid.adapters.smtp import SmtpRelay
from mutualaid.db import Database
from mutualaid.domain.mail import Outgoing
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import MessageStatus, ProposalStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.jobs import outbox
from mutualaid.jobs.bench import Bench
from mutualaid.models import Message, Proposal, RunRequest, Task, User
from mutualaid.services import outbox as owing
from mutualaid.services import proposals
from tests import factories
from tests.factories import NOW, thursday
from tests.jobs.conftest import Clock
from tests.support.relays import HANG, HANG_UP, Played, drip, playing

NewBench = Callable[..., Bench]


def to_each(_session: Session, message: Message, now: datetime) -> Outgoing | None:
    """A mail without words, to the person's own mailbox."""
    return Outgoing(
        to=message.user.email or "", sender_name="", reply_to="", subject="", text="",
        html="", language="fr", message_id=message.message_id, at=now,
    )  # fmt: skip


@pytest.fixture
def bench_for(new_bench: NewBench) -> Callable[..., Bench]:
    """A worker whose relay listens on that port, and that waits for a third of a second."""

    def make(port: int, **changed: object) -> Bench:
        settings = Settings(
            secret_key="x" * 32, testing=True, mail_port=port, mail_security="none",
            mail_sender="fil@example.fr", mail_timeout_seconds=0.3,
        )  # fmt: skip
        settings = replace(settings, **changed)  # type: ignore[arg-type]
        return new_bench(
            relay=SmtpRelay(Flask(__name__), settings), settings=settings, render=to_each
        )

    return make


def owe(database: Database, *addresses: str) -> None:
    """A sign-in mail for each, due now, in this order."""
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        for address in addresses:
            person = factories.person(session, home, "Karim", email=address)
            owing.owe(session, MessageKind.SIGN_IN, person, about=person, now=NOW)


def ends(database: Database) -> list[tuple[str, str, int]]:
    with database.reading() as session:
        rows = session.execute(
            select(Message.status, Message.outcome, Message.attempts).order_by(Message.id)
        ).all()
    return [(str(status), outcome, attempts) for status, outcome, attempts in rows]


def n_tasks(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(Task.id)).all())


def live(bench: Bench, clock: Clock, *, minutes: int, step_seconds: int = 20) -> None:
    """The worker's ticks, on a clock that the test moves."""
    end = clock.now + timedelta(minutes=minutes)
    while clock.now < end:
        while outbox.send_due(bench):
            pass
        outbox.tidy(bench)
        clock.move(seconds=step_seconds)


CODES: list[tuple[str, str, str]] = [
    *(("RCPT", f"{code} no", "later") for code in (421, 450, 451, 452, 454, 455, 471)),
    *(("END", f"{code} no", "later") for code in (421, 450, 451, 452, 458, 471)),
    *(("DATA", f"{code} no", "later") for code in (421, 451, 454)),
    *(("MAIL", f"{code} no", "later") for code in (450, 451, 452)),
    *(("RCPT", f"{code} no", "never") for code in (500, 501, 503, 510, 511, 550, 551, 552, 553)),
    *(("END", f"{code} no", "never") for code in (541, 550, 552, 554, 571)),
    *(("DATA", f"{code} no", "never") for code in (503, 554)),
    *(("MAIL", f"{code} no", "never") for code in (550, 553)),
    *(("MAIL", f"{code} no", "down") for code in (421, 454, 530, 535)),
    *(("EHLO", f"{code} no", "down") for code in (421, 554)),
    *(("CONNECT", f"{code} no", "down") for code in (421, 554)),
]


def test_the_table_is_long_enough() -> None:
    assert len({(step, reply) for step, reply, _ in CODES}) == len(CODES) >= 40


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_every_reply_of_a_relay_ends_in_a_state_with_a_name(
    database: Database, bench_for: Callable[..., Bench], clock: Clock
) -> None:
    owe(database, "karim@example.fr")
    with playing() as relay:
        bench = bench_for(relay.port)
        for step, reply, expected in CODES:
            with database.transaction() as session:
                session.execute(
                    update(Message).values(
                        status=MessageStatus.PENDING, attempts=0, send_after=clock.now, outcome=""
                    )
                )
            relay.script = lambda at, _to, step=step, reply=reply: reply if at == step else ""
            outbox.send_due(bench)
            found = ends(database)[0]
            code = reply[:3]
            assert (
                found
                == {
                    "later": ("pending", code, 1),
                    "never": ("failed", code, 1),
                    "down": ("pending", "", 0),
                }[expected]
            ), (step, reply)
            relay.script = lambda _at, _to: ""
            clock.move(minutes=2)
    assert relay.taken == []


def test_a_greylist_costs_two_or_three_tries_and_no_noise(
    database: Database, bench_for: Callable[..., Bench], clock: Clock
) -> None:
    people = [f"p{n}@example.fr" for n in range(10)]
    first_seen: dict[str, datetime] = {}

    def greylist(step: str, recipient: str) -> str:
        if step != "RCPT":
            return ""
        since = first_seen.setdefault(recipient, clock.now)
        return "" if clock.now - since >= timedelta(minutes=5) else "451 4.7.1 greylisted"

    owe(database, *people)
    with playing(greylist) as relay:
        bench = bench_for(relay.port)
        outbox.send_due(bench)
        assert {end[:2] for end in ends(database)} == {("pending", "451 4.7.1")}
        live(bench, clock, minutes=10)
    assert sorted(to for to, _ in relay.taken) == people
    assert len({message_id for _, message_id in relay.taken}) == len(people)
    assert {attempts for _, _, attempts in ends(database)} <= {2, 3}
    assert n_tasks(database) == 0


@pytest.mark.parametrize("how", [HANG, HANG_UP])
def test_a_relay_that_is_lost_after_the_last_byte_gets_the_same_mail_again(
    database: Database, bench_for: Callable[..., Bench], clock: Clock, how: str
) -> None:
    owe(database, "karim@example.fr")
    with playing(lambda step, _to: how if step == "END" else "") as relay:
        bench = bench_for(relay.port)
        outbox.send_due(bench)
        assert ends(database) == [("pending", "SMTPServerDisconnected", 1)]
        assert relay.n_bytes > 0
        relay.script = lambda _step, _to: ""
        clock.move(minutes=1)
        outbox.send_due(bench)
    with database.reading() as session:
        message = session.scalars(select(Message)).one()
    assert (message.status, message.attempts) == (MessageStatus.SENT, 2)
    assert relay.taken == [("karim@example.fr", message.message_id)]


def test_a_slow_domain_keeps_only_its_own_mails_waiting(
    database: Database, bench_for: Callable[..., Bench], clock: Clock
) -> None:
    slow = [f"s{n}@slow.example" for n in range(8)]
    quick = [f"q{n}@example.fr" for n in range(8)]
    owe(database, *slow, *quick)
    with playing(drip(2.0, "@slow.example")) as relay:
        bench = bench_for(relay.port, mail_timeout_seconds=0.6)
        began = time.monotonic()
        while outbox.send_due(bench):
            pass
        waited = time.monotonic() - began
        assert sorted(to for to, _ in relay.taken) == quick
        assert waited < 2.0, "one time limit, not eight"
        relay.script = lambda _step, _to: ""
        live(bench, clock, minutes=5)
    assert {end[0] for end in ends(database)} == {"sent"}


def test_a_domain_that_answers_just_in_time_rests_as_well(
    database: Database, bench_for: Callable[..., Bench]
) -> None:
    owe(database, "a@slow.example", "b@slow.example", "c@example.fr")
    with playing(drip(0.2, "@slow.example")) as relay:
        while outbox.send_due(bench_for(relay.port)):
            pass
    assert [to for to, _ in relay.taken] == ["a@slow.example", "c@example.fr"]


def test_a_relay_that_refuses_encryption_never_sees_the_mail(
    database: Database, bench_for: Callable[..., Bench], clock: Clock
) -> None:
    owe(database, "karim@example.fr")

    def refuses_tls(step: str, _recipient: str) -> str:
        return {"EHLO": "250-hello\r\n250 STARTTLS", "STARTTLS": "454 not now"}.get(step, "")

    for script in (None, refuses_tls):
        with playing(script) as relay:
            outbox.send_due(bench_for(relay.port, mail_security="starttls"))
            clock.move(minutes=1)
        assert (relay.n_bytes, relay.tried) == (0, {})
    assert ends(database) == [("pending", "", 0)]


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port: int = unused.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("n_mails", "n_over"),
    [(100, 20), pytest.param(1000, 200, marks=pytest.mark.slow)],
)
def test_two_hours_without_a_relay_cost_nothing_that_still_matters(
    database: Database, bench_for: Callable[..., Bench], clock: Clock, n_mails: int, n_over: int
) -> None:
    owe(database, *(f"p{n}@example.fr" for n in range(n_mails)))
    over: set[int] = set()

    def unless_over(session: Session, message: Message, now: datetime) -> Outgoing | None:
        return None if message.id in over else to_each(session, message, now)

    port = unused_port()
    bench = replace(bench_for(port), render=unless_over)
    live(bench, clock, minutes=120)
    assert set(ends(database)) == {("pending", "", 0)}, "no attempt is counted"
    over |= set(range(1, n_over + 1))
    with ExitStack() as stack:
        relay: Played = stack.enter_context(playing(port=port))
        live(bench, clock, minutes=15)
    assert len(relay.taken) == len(set(relay.taken)) == n_mails - n_over
    found = [status for status, _, _ in ends(database)]
    assert (found.count("sent"), found.count("cancelled")) == (n_mails - n_over, n_over)
    assert n_tasks(database) == 0


def test_a_dead_mailbox_is_tried_once_and_the_next_neighbour_is_asked(
    database: Database, bench_for: Callable[..., Bench], clock: Clock
) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        fatima = factories.coordinator(session, home)
        request = factories.help_request(session, factories.person(session, home, "Jeanne"))
        karim = factories.helper(session, home, "Karim")
        proposals.propose(session, request, karim, thursday(), by=fatima, now=NOW)

    def knows_jeanne_only(step: str, recipient: str) -> str:
        return "550 5.1.1 no such user" if step == "RCPT" and "karim" in recipient else ""

    with playing(knows_jeanne_only) as relay:
        live(bench_for(relay.port), clock, minutes=15)
    assert relay.tried["karim@example.fr"] == 1
    with database.reading() as session:
        assert session.scalars(select(Proposal.status)).all() == [ProposalStatus.CANCELLED]
        assert session.scalars(select(RunRequest.help_request_id)).all() == [1]
        assert session.scalars(select(Task.kind)).all() == [TaskKind.FAILED_MESSAGE]
        assert session.scalars(select(Message.outcome).where(
            Message.status == MessageStatus.FAILED)).all() == ["550 5.1.1"]  # fmt: skip
        assert session.scalars(
            select(User.email_confirmed_at).where(User.first_name == "Karim")
        ).all() == [None]
        assert len(session.scalars(select(Message.id)).all()) == 2, "nobody reads anything more"
