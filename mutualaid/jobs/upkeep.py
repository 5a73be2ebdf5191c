"""What time does to things: proposals end, pauses end, drafts and sign-ins die."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from mutualaid.jobs.bench import Bench
from mutualaid.services import (
    appointment_endings,
    asking_feedback,
    checkins,
    desk_mornings,
    expiry,
    fewer,
    journal,
    offers,
    outbox,
    past_requests,
    post_ends,
    proposals,
    reminders,
    reports,
    searching,
    series,
    useful_numbers,
)
from mutualaid.services.checkins import keeping, news
from mutualaid.services.proposals import hedging, silence

log = logging.getLogger(__name__)
Work = Callable[[Session, datetime], int]
Find = Callable[[Session, datetime], Sequence[int]]
WorkOne = Callable[[Session, int, datetime], int]

ONE_BY_ONE: tuple[tuple[str, Find, WorkOne], ...] = (
    (
        "proposals expired",
        lambda session, now: proposals.list_due(session, now=now),
        lambda session, number, now: proposals.expire(session, number, now=now),
    ),
    (
        "silent residents to call",
        lambda session, now: silence.list_due(session, now=now),
        lambda session, number, now: silence.call_resident(session, number, now=now),
    ),
    (
        "long searches told",
        lambda session, now: searching.list_due(session, now=now),
        lambda session, number, now: searching.keep_promises(session, number, now=now),
    ),
    (
        "second neighbours to ask",
        lambda session, now: hedging.list_due(session, now=now),
        lambda session, number, now: hedging.ask_one_more(session, number, now=now),
    ),
    (
        "teams that lack somebody told",
        lambda session, now: fewer.list_due(session, now=now),
        lambda session, number, now: fewer.tell(session, number, now=now),
    ),
    (
        "rungs of the ladder climbed",
        lambda session, now: checkins.list_due(session, now=now),
        lambda session, number, now: checkins.climb_due(session, number, now=now),
    ),
)
"""What is due, by number, and what is done about each: a small transaction of its own, so that
one that fails stops no other and nobody waits long for a lock."""

UPKEEP: tuple[tuple[str, Work], ...] = (
    ("requests expired", lambda session, now: past_requests.expire(session, now=now)),
    ("calls too late", lambda session, now: outbox.void_past_calls(session, now=now)),
    ("pauses ended", lambda session, now: offers.resume_due(session, now=now)),
    ("posts that end", lambda session, now: post_ends.look(session, now=now)),
    ("dates of weekly needs", lambda session, now: series.materialise(session, now=now)),
    ("weekly needs done", lambda session, now: series.finish_past(session, now=now)),
    ("reminders owed", lambda session, now: reminders.remind_due(session, now=now)),
    ("feedback asked", lambda session, now: asking_feedback.ask_due(session, now=now)),
    ("feedback reminders", lambda session, now: asking_feedback.remind_due(session, now=now)),
    ("appointments closed", lambda session, now: appointment_endings.close_past(session, now=now)),
    ("lines of the journal sealed", lambda session, now: journal.seal_due(session, now=now)),
    ("reports unread for a day", lambda session, now: reports.escalate_due(session, now=now)),
    ("weekly news asked", lambda session, now: news.ask_due(session, now=now)),
    ("weekly news to call for", lambda session, now: news.call_due(session, now=now)),
    ("yeses of a year to renew", lambda session, now: keeping.ask_renewals(session, now=now)),
    ("rounds of the day to open", lambda session, now: checkins.ask_daily_rounds(session, now=now)),
    ("useful numbers to check", lambda session, now: useful_numbers.ask_check(session, now=now)),
    ("mornings of the desks", lambda session, now: desk_mornings.write_due(session, now=now)),
    ("drafts and sessions purged", lambda session, now: expiry.purge(session, now=now)),
)
"""Each line is one transaction of its own: one that fails does not stop the others."""


def keep_up(bench: Bench) -> None:
    """Do all that is due."""
    for name, find, work_one in ONE_BY_ONE:
        _do_each(bench, name, find, work_one)
    for name, work in UPKEEP:
        if bench.stopping.is_set():
            return
        _do(bench, name, work)


def _do_each(bench: Bench, name: str, find: Find, work_one: WorkOne) -> None:
    try:
        with bench.database.reading() as session:
            due = find(session, bench.clock())
    except Exception:
        log.exception("Upkeep failed: %s", name)
        return
    for number in due:
        if bench.stopping.is_set():
            return
        _do(bench, name, partial(_with_number, work_one, number))


def _with_number(work_one: WorkOne, number: int, session: Session, now: datetime) -> int:
    return work_one(session, number, now)


def _do(bench: Bench, name: str, work: Work) -> None:
    try:
        done = bench.database.run(lambda session: work(session, bench.clock()))
    except Exception:
        log.exception("Upkeep failed: %s", name)
    else:
        if done:
            log.info("%s: %s", name, done)
