"""The veille in every state that a page of it may show, in a quarter of its own."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from mutualaid.domain.checkins import (
    AfterHours,
    AlertLevel,
    NewsBy,
    Outcome,
    RoundKind,
    Topic,
)
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.slots import HalfDay
from mutualaid.models import Neighbourhood, Round, User
from mutualaid.services import checkins, tokens
from mutualaid.services.checkins import news
from tests import factories
from tests.factories import NOW, veille
from tests.pages.visit import Visit

LATER = NOW + timedelta(hours=2)
NAMES = (
    "Jeanne", "Rose", "Ali", "Odette", "Marie-Antoinette-Victorine-Joséphine", "Paul", "Lucie",
    "Simone", "Karim", "Ana", "Léa", "Marcel", "Inès", "Zoé",
)  # fmt: skip


class Veille:
    """Fourteen people on two sheets, on a day of orange alert; one round is closed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.home: Neighbourhood = factories.neighbourhood(session, "La Veille")
        self.boss = factories.coordinator(session, self.home, "Nour")
        self.people = [self.person(n, name) for n, name in enumerate(NAMES)]
        self.waiting, self.outside = self.person(40, "Gaston"), self.person(41, "Lola")
        self.mailed = self.person(42, "Yvonne", email="yvonne@example.fr")
        self.rounds = self.live()
        self.windows = {
            "veille": self.boss.id,
            "in the veille": self.people[0].id,
            "waits for the veille": self.waiting.id,
        }

    def person(self, n: int, name: str, email: str | None = None) -> User:
        return factories.person(
            self.session, self.home, name[:40], phone=f"+3363998{3000 + n}", email=email,
            phone_confirmed_at=NOW,
            place=factories.place(self.session, self.home, number=str(n + 1), flat="3e étage"),
        )  # fmt: skip

    def live(self) -> list[Round]:
        for n, person in enumerate(self.people):
            veille.takes_part(
                self.session, person, by=self.boss,
                preferred_half_day=HalfDay.MORNING if n % 2 else None,
                topic=Topic.GARDEN if n % 3 else None, after_hours=AfterHours.CIRCLE,
            )  # fmt: skip
        veille.takes_part(self.session, self.waiting, by=self.boss, says_yes=False)
        veille.takes_part(self.session, self.mailed, by=self.boss, news_by=NewsBy.MAIL)
        jeanne, rose = self.people[:2]
        checkins.add_to_circle(self.session, jeanne, rose, by=self.boss, now=NOW)
        yesterday = NOW - timedelta(days=1)
        first = veille.begin(self.session, self.home, by=self.boss, now=yesterday)
        for line in veille.lines(self.session, first):
            veille.note(self.session, line, Outcome.FINE, by=self.boss, now=yesterday)
        veille.close(self.session, first, by=self.boss, now=yesterday)
        checkins.set_alert(
            self.session, self.home.id, RoundKind.HEAT, AlertLevel.ORANGE, by=self.boss, now=NOW
        )
        second = veille.begin(
            self.session, self.home, by=self.boss, kind=RoundKind.HEAT, level=AlertLevel.ORANGE
        )
        self.call(second)
        return [first, second]

    def call(self, round_: Round) -> None:
        """Every answer there is; Jeanne does not answer twice, Lucie stops meanwhile."""
        lines = {line.user_id: line for line in veille.lines(self.session, round_)}
        jeanne, rose, ali, odette, marie, paul, lucie = self.people[:7]
        for at in (NOW, LATER):
            veille.note(self.session, lines[jeanne.id], Outcome.SILENT, by=self.boss, now=at)
        for person, outcome in (
            (rose, Outcome.FINE), (ali, Outcome.NEEDS), (odette, Outcome.WORRYING),
            (marie, Outcome.SILENT), (paul, Outcome.NEEDS),
        ):  # fmt: skip
            veille.note(self.session, lines[person.id], outcome, by=self.boss)
        checkins.note_need(self.session, lines[ali.id], "shopping", by=self.boss, now=NOW)
        checkins.withdraw(self.session, lucie, by=lucie, now=NOW)
        news.ask_due(self.session, now=NOW)

    def visits(self) -> list[Visit]:
        """Addresses that the inventory does not find by itself."""
        desk, (closed, running) = "/coordination", self.rounds
        jeanne, ali = self.people[0], self.people[2]
        mine = [
            "/tournees", "/veille", "/veille?nom=a", "/veille?nom=zzz", "/canicule",
            f"/tournees/{running.id}", f"/tournees/{running.id}/feuilles",
            f"/tournees/{closed.id}", f"/veille/{jeanne.id}", f"/veille/{jeanne.id}?nom=a",
            f"/veille/{ali.id}", f"/veille/{self.waiting.id}", f"/veille/{self.outside.id}",
            f"/veille/{self.mailed.id}/rythme", "",
        ]  # fmt: skip
        shown = [Visit(f"veille {path}", f"{desk}{path}", "veille") for path in mine]
        token = tokens.token_text(self.session, TokenPurpose.NEWS, self.mailed, self.mailed)
        return [
            *shown,
            *(Visit(f"{path} empty", f"{desk}{path}", "empty desk")
              for path in ("/tournees", "/veille", "/canicule")),
            Visit("my veille", "/mon-espace/veille", "in the veille"),
            Visit("my veille, asked for by another", "/mon-espace/veille", "waits for the veille"),
            Visit("my veille, none", "/mon-espace/veille", "new"),
            Visit("how are you", f"/nouvelles/{token}"),
            Visit("no more of it", f"/desabonnement/{token}"),
        ]  # fmt: skip
