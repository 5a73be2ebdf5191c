"""The worker's round in a process that is killed on the way, now and then."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.connection import Connection

from tests.campaign import evidence
from tests.campaign.crew import FORKING
from tests.campaign.errands import Errand, LastWords
from tests.months.town import Town

KILLED_SHARE = 0.2
FARTHEST_POINT = 600
"""Points that a busy round passes; in a quiet one, nobody is reached."""


def _nursery(pipe: Connection, warming: Errand) -> None:
    from tests.campaign import victims  # late: the test's own process has an application already

    victims.nursery(pipe, warming)


class KilledNowAndThen:
    """A worker for each round; every fifth gets a point at which it dies."""

    def __init__(self, database_url: str, mail_port: int, now: datetime, *, seed: int) -> None:
        self.random = random.Random(seed)
        self.n_kills = 0
        self.excused: Counter[str] = Counter()
        """Message-IDs of which one copy more may arrive."""
        self._pipe, theirs = FORKING.Pipe()
        warming = Errand(database_url, mail_port, now)
        self._process = FORKING.Process(target=_nursery, args=(theirs, warming))
        self._process.start()
        theirs.close()
        assert self._pipe.recv() == "warm"

    def __call__(self, town: Town) -> None:
        """One round; what a dead worker had in its hands may arrive twice."""
        die_at = 0
        if self.random.random() < KILLED_SHARE:
            die_at = int(FARTHEST_POINT ** self.random.random())
        errand = Errand(town.database.url, town.settings.mail_port, town.now, die_at=die_at)
        self._pipe.send((errand, None))
        words = self._pipe.recv()
        assert words is not None, "a worker that nobody killed did not finish"
        if isinstance(words, LastWords):
            self.n_kills += 1
            if words.in_window:
                self.excused.update(self._in_hand(town))

    def _in_hand(self, town: Town) -> list[str]:
        with town.database.reading() as session:
            return evidence.being_sent(session)

    def unexcused(self, town: Town) -> Counter[str]:
        """Copies too many that no death explains."""
        return evidence.extra_copies(town.inbox.messages) - self.excused

    def close(self) -> None:
        """End the process from which workers are forked."""
        self._pipe.close()
        self._process.join()
        self._process.close()


@contextmanager
def killed_now_and_then(
    database_url: str, mail_port: int, now: datetime, *, seed: int
) -> Iterator[KilledNowAndThen]:
    """For one month."""
    worker = KilledNowAndThen(database_url, mail_port, now, seed=seed)
    try:
        yield worker
    finally:
        worker.close()
