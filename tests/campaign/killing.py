"""One small quarter after the other: workers are killed on the way until one gets through."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import (
    HelpRequest,
    Lease,
    MatchingRun,
    Message,
    Proposal,
    RelayState,
    RunRequest,
    Token,
)
from mutualaid.services import run_requests
from tests import factories
from tests.campaign import evidence
from tests.campaign.crew import FORKING
from tests.campaign.errands import Errand, LastWords
from tests.factories import NOW
from tests.support.smtp import SmtpInbox

N_REQUESTS = 2
MOST_KILLS_IN_A_ROW = 3
ASKED_FOR = 0.25
"""Share of the instances in which somebody asks for a run, besides the one of the hour."""
KEEPS_UP = 0.2
"""Share of the instances whose workers also do the upkeep: with nothing due, half of their time."""
BY_THE_CLOCK = 0.2
"""Share of the kills that strike at a moment, not at a point."""
RESTARTED_AFTER = timedelta(minutes=6)
"""Longer than any lease of a dead worker."""
NEXT_TICK = timedelta(hours=3)
"""After the run of noon, before the hedge: whoever was asked keeps four hours alone."""
PASSING = (Token, Message, Proposal, RunRequest, MatchingRun, Lease, RelayState)


@dataclass
class Tally:
    """What the kills of one test did."""

    kills: int = 0
    in_window: int = 0
    extra_copies: int = 0
    points: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def _nursery(pipe: Connection, warming: Errand) -> None:
    from tests.campaign import victims  # late: the test's own process needs no application

    victims.nursery(pipe, warming)


def forget(session: Session) -> None:
    """Nobody was asked, nothing was sent: only people, offers and open requests remain."""
    session.execute(
        update(HelpRequest).values(
            status=RequestStatus.OPEN, unmatched_reason=None, last_run_id=None
        )
    )
    for table in PASSING:
        session.execute(delete(table))


class Quarter:
    """Two residents, two helpers, a relay; forgotten and begun anew for each instance."""

    def __init__(self, database: Database, inbox: SmtpInbox, *, variant: str, seed: int) -> None:
        self.database = database
        self.inbox = inbox
        self.variant = variant
        self.random = random.Random(seed)
        self.tally = Tally()
        with database.transaction() as session:
            home = factories.neighbourhood(session)
            for number in range(N_REQUESTS):
                resident = factories.person(session, home, f"Jeanne{number}")
                factories.help_request(session, resident)
                factories.helper(session, home, f"Karim{number}", phone=None)
        self._begin_anew()
        self._nursery, theirs = FORKING.Pipe()
        warming = Errand(database.url, inbox.port, NOW)
        self._process = FORKING.Process(target=_nursery, args=(theirs, warming))
        self._process.start()
        theirs.close()
        assert self._nursery.recv() == "warm"
        self.keeps_up = False
        self.measures = {keeps_up: self._measure(keeps_up=keeps_up) for keeps_up in (True, False)}

    def close(self) -> None:
        """End the process from which victims are forked."""
        self._nursery.close()
        self._process.join()
        self._process.close()

    def _measure(self, *, keeps_up: bool) -> tuple[int, float]:
        """How many points a worker passes that nobody kills, and for how long it works."""
        self.keeps_up = keeps_up
        self._begin_anew()
        began = time.monotonic()
        words = self._run(self._errand(NOW, variant=""))
        assert isinstance(words, int)
        return words, time.monotonic() - began

    def _errand(self, now: datetime, *, variant: str | None = None, die_at: int = 0) -> Errand:
        return Errand(
            self.database.url,
            self.inbox.port,
            now,
            variant=self.variant if variant is None else variant,
            die_at=die_at,
            keeps_up=self.keeps_up,
        )

    def kill(self, kills: int) -> Tally:
        """Instances until so many workers were killed."""
        while self.tally.kills < kills:
            self.keeps_up = self.random.random() < KEEPS_UP
            self._begin_anew()
            self._live_through()
        return self.tally

    def _begin_anew(self) -> None:
        self.inbox.clear()
        with self.database.transaction() as session:
            forget(session)
            if self.random.random() < ASKED_FOR:
                run_requests.ask(session, neighbourhood_id=None, by=None, now=NOW)

    def _live_through(self) -> None:
        """Killed up to three times, then left in peace; each death is looked at."""
        excused: Counter[str] = Counter()
        certain: Counter[str] = Counter()
        for turn in range(self.random.randint(1, MOST_KILLS_IN_A_ROW)):
            words = self._victim(turn)
            if isinstance(words, int):
                break
            self._look_at(words, excused, certain)
        if not isinstance(self._run(self._errand(NOW + NEXT_TICK)), int):
            self.tally.broken.append("a worker that nobody killed did not finish")
        self._judge(excused, certain)

    def _victim(self, turn: int) -> LastWords | int | None:
        now = NOW + turn * RESTARTED_AFTER
        n_points, seconds = self.measures[self.keeps_up]
        if self.random.random() < BY_THE_CLOCK:
            return self._run(self._errand(now), kill_after=self.random.uniform(0, seconds))
        return self._run(self._errand(now, die_at=self.random.randint(1, n_points)))

    def _run(self, errand: Errand, kill_after: float | None = None) -> LastWords | int | None:
        """What a worker says at its end; None when it was killed by the clock."""
        self._nursery.send((errand, kill_after))
        words: LastWords | int | None = self._nursery.recv()
        return words

    def _look_at(
        self, words: LastWords | None, excused: Counter[str], certain: Counter[str]
    ) -> None:
        """The state in which a death leaves the database."""
        self.tally.kills += 1
        self.tally.points[words.point if words else "by the clock"] += 1
        with self.database.reading() as session:
            self.tally.broken += evidence.debts(session)
            taken = evidence.being_sent(session)
        if len(taken) > 1:
            self.tally.broken.append(f"one worker held {len(taken)} messages")
        if words is None:
            excused.update(taken)
        elif words.in_window:
            self.tally.in_window += 1
            excused.update(taken)
            certain.update(taken)

    def _judge(self, excused: Counter[str], certain: Counter[str]) -> None:
        """Nothing owed, lost or doubled without an excuse, once the work is done."""
        extra = evidence.extra_copies(self.inbox.messages)
        self.tally.extra_copies += extra.total()
        broken = self.tally.broken
        broken += [f"a copy of {key} without an excuse" for key in extra - excused]
        broken += [f"the copy of {key} did not arrive" for key in certain - extra]
        broken += evidence.unlike_copies(self.inbox.messages)
        with self.database.reading() as session:
            broken += evidence.debts(session)
            broken += evidence.unfinished(session, N_REQUESTS)
            broken += evidence.lost(session, self.inbox)
