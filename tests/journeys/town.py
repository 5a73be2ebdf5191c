"""A quarter whose mails really leave: the matcher runs, the worker's own job sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.adapters.smtp import SmtpRelay
from mutualaid.db import Database
from mutualaid.domain.ids import random_id
from mutualaid.domain.slots import HalfDay
from mutualaid.emails.render import renderer
from mutualaid.jobs.bench import Bench
from mutualaid.jobs.outbox import send_due
from mutualaid.models import Base, Place, User
from mutualaid.services.matching import run_group
from mutualaid.services.sessions import sign_in
from tests import factories
from tests.factories import NOW, thursday
from tests.support.smtp import SmtpInbox

CATEGORIES = ("shopping", "outing", "papers", "moving", "chat", "pets_plants")
_LINK = re.compile(r"http://localhost(/[^\s\"'<>]+)")


@dataclass
class Canary:
    """What nobody else may read of one person: surname, street, flat, door note, phone."""

    first_name: str
    email: str
    secrets: list[str] = field(default_factory=list)


class Town:
    """People with unmistakable secrets, a clock that one sets, and a mailbox each."""

    def __init__(self, app: Flask, inbox: SmtpInbox) -> None:
        self.app = app
        self.inbox = inbox
        self.database: Database = app.extensions["database"]
        self.now = NOW
        app.extensions["clock"] = lambda: self.now
        self.group: list[int] = []
        self.canaries: dict[str, Canary] = {}

    def settle(self, n_pairs: int = 6) -> None:
        """Residents and helpers, as many of each, around the same corner."""
        with self.database.transaction() as session:
            home = factories.neighbourhood(session)
            self.group = [home.id]
            for n in range(n_pairs):
                resident = factories.person(
                    session, home, f"Asker{n}", **self._values(session, home, f"Asker{n}", n)
                )
                factories.help_request(
                    session,
                    resident,
                    CATEGORIES[n % len(CATEGORIES)],
                    slots=(thursday(list(HalfDay)[n % 3]),),
                    note=f"secretnote{n}x",
                    facts={"where_to": f"secretfact{n}x", "to_address": f"secretfact{n}x"},
                )
                self.canaries[f"Asker{n}"].secrets += [f"secretnote{n}x", f"secretfact{n}x"]
            for n in range(n_pairs):
                name = f"Helper{n}"
                factories.helper(
                    session,
                    home,
                    name,
                    categories=CATEGORIES,
                    **self._values(session, home, name, n + 50),
                )

    def _values(self, session: Session, home: object, name: str, n: int) -> dict[str, object]:
        place: Place = factories.place(
            session,
            home,  # type: ignore[arg-type]
            street=f"rue Secrete{n}x",
            number=str(100 + n),
            north_m=7.0 * n,
            flat=f"secretflat{n}x",
        )
        place.door_note = f"secretdoor{n}x"
        phone = f"+336399812{n:02d}"
        self.canaries[name] = Canary(
            name,
            f"{name.lower()}@example.fr",
            [
                f"Secretsurname{n}x",
                f"Secrete{n}x",
                f"secretflat{n}x",
                f"secretdoor{n}x",
                phone,
                phone.replace("+33", "0"),
                " ".join(re.findall("..", phone.replace("+33", "0"))),
                "\u00a0".join(re.findall("..", phone.replace("+33", "0"))),
            ],
        )
        return {"place": place, "phone": phone, "last_name": f"Secretsurname{n}x"}

    def run_matcher(self) -> int:
        """A scheduled run; how many pairs were proposed."""
        return run_group(self.database, self.group, now=self.now).n_proposed

    def send_mails(self) -> None:
        """Everything that is due leaves by SMTP."""
        settings = self.app.config["SETTINGS"]
        bench = Bench(
            database=self.database,
            relay=SmtpRelay(self.app, settings),
            render=renderer(self.app),
            settings=settings,
            owner="test",
            clock=lambda: self.now,
        )
        while send_due(bench):
            pass

    def later(self, minutes: float = 5) -> None:
        """The clock moves on."""
        self.now = self.now + timedelta(minutes=minutes)

    def change(self, work: Callable[[Session], None]) -> None:
        """A transaction of its own."""
        with self.database.transaction() as session:
            work(session)

    def dump(self, *, but: Iterable[str] = ("journal", "rate_counters")) -> dict[str, list[object]]:
        """Every row of every table, except what a GET may append to."""
        with self.database.reading() as session:
            return {
                table.name: sorted(tuple(map(str, row)) for row in session.execute(select(table)))
                for table in Base.metadata.sorted_tables
                if table.name not in but
            }

    def mails_to(self, name: str) -> list[EmailMessage]:
        """What one person received, oldest first."""
        return self.inbox.to(self.canaries[name].email)

    def signed_in(self, name: str) -> FlaskClient:
        """A browser in which this person has signed in."""
        cookie_id = random_id()
        with self.database.transaction() as session:
            user = self.user(session, name)
            sign_in(session, user=user, replaces=None, cookie_id=cookie_id, now=self.now)
        client = self.app.test_client()
        client.set_cookie("fil", cookie_id)
        return client

    def user(self, session: Session, name: str) -> User:
        """One person's row."""
        return session.scalars(select(User).where(User.first_name == name)).one()


def whole_text(mail: EmailMessage) -> str:
    """Headers and every part of a mail, decoded, calendar included."""
    parts = [f"{name}: {value}" for name, value in mail.items()]
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            parts.append(payload.decode("utf-8", "replace"))
    return "\n".join(parts)


def links_of(mail: EmailMessage) -> list[str]:
    """Paths of all our links in a mail, headers included, each once."""
    return sorted({link.rstrip(").,") for link in _LINK.findall(whole_text(mail))})


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of NOW's day, UTC."""
    return NOW.replace(hour=hour, minute=minute)
