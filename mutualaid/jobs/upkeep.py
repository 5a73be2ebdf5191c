"""What time does to things: proposals end, pauses end, drafts and sign-ins die."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.jobs.bench import Bench
from mutualaid.services import (
    appointments,
    expiry,
    journal,
    offers,
    outbox,
    past_requests,
    proposals,
    reminders,
    series,
)

log = logging.getLogger(__name__)
Work = Callable[[Session, datetime], int]

UPKEEP: tuple[tuple[str, Work], ...] = (
    ("proposals expired", lambda session, now: proposals.expire_due(session, now=now)),
    ("requests expired", lambda session, now: past_requests.expire(session, now=now)),
    ("calls too late", lambda session, now: outbox.void_past_calls(session, now=now)),
    ("pauses ended", lambda session, now: offers.resume_due(session, now=now)),
    ("dates of weekly needs", lambda session, now: series.materialise(session, now=now)),
    ("weekly needs done", lambda session, now: series.finish_past(session, now=now)),
    ("reminders owed", lambda session, now: reminders.remind_due(session, now=now)),
    ("appointments closed", lambda session, now: appointments.close_past(session, now=now)),
    ("lines of the journal sealed", lambda session, now: journal.seal_due(session, now=now)),
    ("drafts and sessions purged", lambda session, now: expiry.purge(session, now=now)),
)
"""Each line is one transaction of its own: one that fails does not stop the others."""


def keep_up(bench: Bench) -> None:
    """Do all that is due."""
    for name, work in UPKEEP:
        if bench.stopping.is_set():
            return
        _do(bench, name, work)


def _do(bench: Bench, name: str, work: Work) -> None:
    try:
        done = bench.database.run(lambda session: work(session, bench.clock()))
    except Exception:
        log.exception("Upkeep failed: %s", name)
    else:
        if done:
            log.info("%s: %s", name, done)
