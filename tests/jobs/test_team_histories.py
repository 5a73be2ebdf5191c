"""Random histories of a move at several: whatever people do and whenever, the promises hold."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.errors import Refusal
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    SEARCHING_REQUESTS,
    Answer,
    AppointmentStatus,
    HelperStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.jobs import matching
from mutualaid.jobs.bench import Bench
from mutualaid.models import Appointment, HelpRequest, Offer, Proposal
from mutualaid.services import appointments, blocks, fewer, help_requests, offers, proposals
from mutualaid.services.proposals import hedging, silence
from tests import factories
from tests.conftest import ONE_OR_BOTH
from tests.factories import NOW, TODAY
from tests.jobs.conftest import Clock
from tests.months import invariants

LONG = "CAMPAIGN" in os.environ
SEEDS = range(500 if LONG else 2)
STEPS = 60 if LONG else 25
MOMENTS = tuple(Slot.of(TODAY + timedelta(days=n), HalfDay.AFTERNOON) for n in (3, 4, 6))
NAMES = ("Karim", "Rose", "Ali", "Zoé", "Lucie", "Paul", "Inès", "Omar")
pytestmark = [
    pytest.mark.timeout(7200 if LONG else 300),
    pytest.mark.parametrize("kind", ONE_OR_BOTH, indirect=True),
]


class History:
    """Two moves in one street, and eight neighbours who change their minds."""

    def __init__(self, database: Database, bench: Bench, clock: Clock, seed: int) -> None:
        self.database, self.bench, self.clock = database, bench, clock
        self.random = random.Random(seed)
        self.happened: Counter[str] = Counter()
        with database.transaction() as session:
            home = factories.neighbourhood(session)
            for n, name in enumerate(NAMES):
                factories.helper(session, home, name, phone=None, rhythm_per_month=6 + n % 2)
            needs = [
                factories.help_request(
                    session,
                    factories.person(session, home, resident),
                    "moving",
                    helpers_needed=n_helpers,
                    n_half_days=1,
                    slots=self.random.sample(MOMENTS, 2),
                    agreed_in_advance_at=NOW if self.random.random() < 0.4 else None,
                    searching_since=NOW,
                )
                for resident, n_helpers in (("Jeanne", 3), ("Odette", 2))
            ]
            self.need_ids = [need.id for need in needs]
            self.home_id = home.id

    def live(self) -> None:
        """Step after step; after each, everything is looked at."""
        acts = (
            *(self.somebody_answers,) * 6,
            *(self.the_resident_answers,) * 2,
            *(self.time_passes,) * 3,
            self.somebody_takes_it_back,
            self.somebody_cannot_come,
            self.somebody_stops,
            self.somebody_is_blocked,
            self.one_is_refused,
            self.the_desk_asks,
            self.the_resident_gives_up,
        )
        self.run()
        for _ in range(STEPS):
            act = self.random.choice(acts)
            try:
                self.database.run(act)
            except Refusal as refusal:
                self.happened[f"refused {refusal.code}"] += 1
            else:
                self.happened[act.__name__] += 1
            if self.random.random() < 0.1:
                self.run()
            self.work()
            with self.database.reading() as session:
                found = invariants.violations(session, self.clock.now)
                faults = [*found, *self.nobody_waits(session)]
            assert faults == [], (act.__name__, self.happened)

    def run(self) -> None:
        """A scheduled run."""
        from mutualaid.services.matching import run_group

        run_group(self.database, [self.home_id], now=self.clock.now)

    def work(self) -> None:
        """What the worker does within seconds."""
        matching.run_asked(self.bench)
        for find, do in (
            (proposals.list_due, proposals.expire),
            (silence.list_due, silence.call_resident),
            (hedging.list_due, hedging.ask_one_more),
            (fewer.list_due, fewer.tell),
        ):
            due = self.database.run(lambda session, find=find: find(session, now=self.clock.now))  # type: ignore[misc]
            for number in due:
                self.database.run(
                    lambda session, do=do, number=number: do(session, number, now=self.clock.now)  # type: ignore[misc]
                )
        matching.run_asked(self.bench)

    def nobody_waits(self, session: Session) -> list[str]:
        """No yes stands beyond its clock, and no half-day is promised twice by what is asked."""
        faults = [
            f"yes of proposal {each.id} is over"
            for each in session.scalars(
                select(Proposal).where(
                    Proposal.status == ProposalStatus.OPEN, Proposal.expires_at <= self.clock.now
                )
            )
        ]
        twice = (
            select(Proposal.helper_id)
            .where(Proposal.status.in_([*LIVE_PROPOSALS, ProposalStatus.AGREED]))
            .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
            .where(HelpRequest.status.in_([*SEARCHING_REQUESTS, RequestStatus.AGREED]))
            .group_by(Proposal.helper_id, Proposal.on_date, Proposal.half_day)
            .having(func.count() > 1)
        )
        return faults + [f"helper {number} promised twice" for number in session.scalars(twice)]

    def _pick(self, session: Session, *wanted: object) -> Proposal:
        rows = session.scalars(select(Proposal).where(*wanted).order_by(Proposal.id)).all()
        if not rows:
            raise Refusal("nobody")
        return self.random.choice(rows)

    def somebody_answers(self, session: Session) -> None:
        asked = self._pick(
            session,
            Proposal.status.in_(LIVE_PROPOSALS),
            Proposal.helper_answer == Answer.NONE,
        )
        yes = self.random.random() < 0.6
        proposals.answer_as_helper(session, asked, yes, by=asked.helper, now=self.clock.now)

    def the_resident_answers(self, session: Session) -> None:
        said = self._waiting(session)
        yes, by = self.random.random() < 0.8, said.help_request.user
        proposals.answer_as_resident(session, said, yes, by=by, now=self.clock.now)

    def one_is_refused(self, session: Session) -> None:
        said = self._waiting(session)
        proposals.refuse_one(session, said, by=said.help_request.user, now=self.clock.now)

    def _waiting(self, session: Session) -> Proposal:
        return self._pick(
            session,
            Proposal.status == ProposalStatus.OPEN,
            Proposal.helper_answer == Answer.YES,
            Proposal.resident_answer == Answer.NONE,
        )

    def somebody_takes_it_back(self, session: Session) -> None:
        said = self._pick(session, Proposal.helper_answer != Answer.NONE)
        proposals.undo(session, said, by=said.helper, now=self.clock.now)

    def somebody_cannot_come(self, session: Session) -> None:
        planned = session.scalars(
            select(Appointment).where(Appointment.status == AppointmentStatus.PLANNED)
        ).all()
        coming = [
            (each, row.helper)
            for each in planned
            for row in each.helper_rows
            if row.status is HelperStatus.COMING
        ]
        if not coming:
            raise Refusal("nobody")
        meeting, helper = self.random.choice(coming)
        appointments.cancel(session, meeting, by=helper, person=helper, now=self.clock.now)

    def somebody_stops(self, session: Session) -> None:
        if self.random.random() < 0.7:
            raise Refusal("not today")
        offer = session.scalars(select(Offer).where(Offer.status == "active")).first()
        if offer is None:
            raise Refusal("nobody")
        offers.withdraw(session, offer, by=offer.user, now=self.clock.now)

    def somebody_is_blocked(self, session: Session) -> None:
        if self.random.random() < 0.7:
            raise Refusal("not today")
        asked = self._pick(session, Proposal.status.in_([*LIVE_PROPOSALS, ProposalStatus.AGREED]))
        blocks.block(session, asked.helper, by=asked.help_request.user, now=self.clock.now)

    def the_desk_asks(self, session: Session) -> None:
        need = session.get_one(HelpRequest, self.random.choice(self.need_ids))
        offer = self.random.choice(session.scalars(select(Offer).order_by(Offer.id)).all())
        slot = self.random.choice(need.slots)
        proposals.propose(session, need, offer, slot, by=need.user, now=self.clock.now)

    def the_resident_gives_up(self, session: Session) -> None:
        if self.random.random() < 0.9:
            raise Refusal("not today")
        need = session.get_one(HelpRequest, self.random.choice(self.need_ids))
        help_requests.withdraw(session, need, by=need.user, now=self.clock.now)

    def time_passes(self, _session: Session) -> None:
        self.clock.move(minutes=self.random.choice((5, 30, 120, 300)))


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_to_a_team_nobody_is_left_waiting(
    database: Database, bench: Bench, clock: Clock, seed: int
) -> None:
    History(database, bench, clock, seed).live()
