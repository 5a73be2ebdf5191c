"""Run the matcher: when somebody asks, at 8, 12 and 17 h, and again after an interrupted run."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.clock import local_date
from mutualaid.domain.schedule import latest_tick
from mutualaid.jobs.bench import Bench
from mutualaid.jobs.locks import run_lock
from mutualaid.models import MatchingRun, Neighbourhood, RunRequest
from mutualaid.queries import matching_runs, neighbours
from mutualaid.services import asking_next, run_requests

log = logging.getLogger(__name__)
MOST_INTERRUPTED = 3
"""A run that dies so often in one day waits for the next tick."""
CHOICES = 3
"""How often a choice that did not hold is made again at once."""
Group = Sequence[int]


def run_asked(bench: Bench) -> int:
    """Answer the requests for a run, oldest first; how many."""
    answered = 0
    while not bench.stopping.is_set():
        with bench.database.reading() as session:
            if not run_requests.is_any_waiting(session, now=bench.clock()):
                break
        asked = bench.database.run(lambda s: run_requests.take_next(s, now=bench.clock()))
        if asked is None or not _answer(bench, asked):
            break
        answered += 1
    return answered


def run_scheduled(bench: Bench, *, since: datetime | None = None) -> int:
    """Run each group whose tick has struck (after `since`) and was not run; how many."""
    n_runs = 0
    for group in _groups(bench.database):
        if not bench.stopping.is_set():
            n_runs += _run_when_due(bench, group, since)
    return n_runs


def _run_when_due(bench: Bench, group: Group, since: datetime | None) -> bool:
    """Whether this group had its run; one that fails keeps no other from its own."""
    try:
        tick = _due_tick(bench.database, group, bench.clock(), since)
        return tick is not None and _run(bench, group, tick) is not None
    except Exception:
        log.exception("The run of group %s failed", group_key(group))
        return False


def _answer(bench: Bench, asked: RunRequest) -> bool:
    """Whether it was answered: somebody else may be running the same group."""
    if asked.help_request_id is not None:
        return _ask_next(bench, asked)
    groups = [
        group
        for group in _groups(bench.database)
        if asked.neighbourhood_id is None or asked.neighbourhood_id in group
    ]
    run_ids = [_run(bench, group, "") for group in groups]
    if None in run_ids:
        bench.database.run(lambda session: run_requests.put_back(session, asked.id))
        return False
    last = run_ids[-1] if run_ids else None
    bench.database.run(
        lambda session: run_requests.finish(session, asked.id, run_id=last, now=bench.clock())
    )
    return True


def _ask_next(bench: Bench, asked: RunRequest) -> bool:
    """Ask the next neighbour of one request. Looked for without a lock, like a whole run: a
    choice that somebody else changed meanwhile is made again, then left for the next run."""
    for _ in range(CHOICES):
        now = bench.clock()
        with bench.database.reading() as session:
            choice = asking_next.find(session, asked, now=now)
        if bench.database.run(partial(asking_next.ask, asked=asked, choice=choice, now=now)):
            return True
    bench.database.run(
        lambda session: run_requests.finish(session, asked.id, run_id=None, now=bench.clock())
    )
    return True


def _run(bench: Bench, group: Group, tick: str) -> int | None:
    """One run under the group's lock: its number, or None when somebody else holds the lock."""
    from mutualaid.services.matching import run_group

    with run_lock(bench.database, group_key(group), bench.owner, clock=bench.clock) as is_ours:
        if not is_ours:
            return None
        summary = run_group(bench.database, group, now=bench.clock(), tick=tick)
    log.info(
        "Run of group %s: %s requests, %s offers, %s proposed, certificate %s",
        group_key(group),
        summary.n_requests,
        summary.n_offers,
        summary.n_proposed,
        summary.certificate,
    )
    return summary.run_id


def group_key(group: Group) -> str:
    """How a neighbourhood group is written down: the smallest number of its members."""
    return str(min(group))


def _groups(database: Database) -> list[list[int]]:
    with database.reading() as session:
        return neighbours.groups(session)


def _due_tick(
    database: Database, group: Group, now: datetime, since: datetime | None
) -> str | None:
    """The tick to run now, "" to do an interrupted run again, None when there is nothing to do."""
    key = group_key(group)
    with database.reading() as session:
        zone = session.get_one(Neighbourhood, min(group)).zone
        struck = latest_tick(now, zone)
        if struck is not None and (since is None or struck[2] >= since):
            on_date, tick, _at = struck
            if not matching_runs.was_run(session, key, on_date, tick):
                return tick
        return "" if _was_interrupted(session, key, now, zone) else None


def _was_interrupted(session: Session, key: str, now: datetime, zone: str) -> bool:
    """Whether the group's last run of today never ended; its lock says if it is still running."""
    last: MatchingRun | None = matching_runs.find_last(session, key)
    today = local_date(now, zone)
    return (
        last is not None
        and last.finished_at is None
        and last.local_date == today
        and matching_runs.count_unfinished(session, key, today) < MOST_INTERRUPTED
    )
