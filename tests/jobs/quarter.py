"""A quarter in which one neighbour after the other is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.statuses import LIVE_PROPOSALS, RequestStatus
from mutualaid.jobs import matching
from mutualaid.jobs.bench import Bench
from mutualaid.models import HelpRequest, Offer, Proposal
from mutualaid.services import proposals, run_requests
from tests import factories
from tests.jobs.conftest import Clock


@dataclass
class Quarter:
    """Jeanne asks; Karim lives next door, Rose ten minutes away, Ali twenty."""

    database: Database
    bench: Bench
    clock: Clock
    offers: dict[str, int] = field(default_factory=dict)
    request_id: int = 0

    def open(self, **request: object) -> Quarter:
        with self.database.transaction() as session:
            home = factories.neighbourhood(session)
            jeanne = factories.person(session, home, "Jeanne")
            for name, north_m in (("Karim", 100), ("Rose", 700), ("Ali", 1400)):
                place = factories.place(session, home, number=name, flat=name, north_m=north_m)
                offer = factories.helper(session, home, name, place=place, phone=None)
                self.offers[name] = offer.id
            self.request_id = factories.help_request(session, jeanne, **request).id
        return self

    def change(self, work: Callable[[Session], object]) -> None:
        with self.database.transaction() as session:
            work(session)

    def need(self, session: Session) -> HelpRequest:
        return session.get_one(HelpRequest, self.request_id)

    def offer(self, session: Session, name: str) -> Offer:
        return session.get_one(Offer, self.offers[name])

    def ask_soon(self) -> None:
        """Somebody left a place empty; and the worker looks."""
        self.change(lambda s: run_requests.ask_next_soon(s, self.need(s), now=self.clock.now))
        self.work()

    def work(self) -> None:
        self.clock.move(seconds=2)
        matching.run_asked(self.bench)

    def answer(self, name: str, *, yes: bool) -> None:
        def say(session: Session) -> None:
            proposal = self.proposal(session, name)
            proposals.answer_as_helper(
                session, proposal, yes, by=proposal.helper, now=self.clock.now
            )

        self.change(say)

    def refuse(self, name: str) -> None:
        """Jeanne does not want this neighbour."""

        def say(session: Session) -> None:
            proposal, need = self.proposal(session, name), self.need(session)
            proposals.answer_as_resident(session, proposal, False, by=need.user, now=self.clock.now)

        self.change(say)

    def proposal(self, session: Session, name: str) -> Proposal:
        return session.scalars(
            select(Proposal)
            .where(Proposal.offer_id == self.offers[name])
            .order_by(Proposal.id.desc())
            .limit(1)
        ).one()

    def asked(self) -> list[str]:
        """First names of those asked, in order."""
        with self.database.reading() as session:
            rows = session.scalars(select(Proposal).order_by(Proposal.id))
            return [row.helper.first_name for row in rows]

    def in_flight(self) -> list[str]:
        with self.database.reading() as session:
            rows = session.scalars(
                select(Proposal).where(Proposal.status.in_(LIVE_PROPOSALS)).order_by(Proposal.id)
            )
            return [row.helper.first_name for row in rows]

    def status(self) -> RequestStatus:
        with self.database.reading() as session:
            return self.need(session).status
