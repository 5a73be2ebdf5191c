"""Once a night, at 3:30 on the clock of the instance: forget what the registry says is over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from mutualaid.domain.clock import at_wall_time, local_date
from mutualaid.jobs.bench import Bench
from mutualaid.queries.erasures import was_somebody_erased
from mutualaid.services import journal, leases, leaving, past_rows, retention
from mutualaid.services.checkins import keeping

log = logging.getLogger(__name__)
AT = time(3, 30)
NIGHT = "retention"
"""The lease that says until when nothing more is to be forgotten."""
TRY_AGAIN = timedelta(hours=1)
WASH_WITHIN = timedelta(minutes=10)
Work = Callable[[Session, datetime], int]

NIGHTLY: tuple[tuple[str, Work], ...] = (
    ("people who never confirmed", retention.forget_unconfirmed),
    ("young people whose parent never agreed", retention.forget_without_parent),
    ("relatives who never confirmed", retention.forget_unconfirmed_relatives),
    ("posts never confirmed", retention.end_unconfirmed_posts),
    ("people who never agreed to the veille", keeping.forget_unconfirmed),
    ("people whose year in the veille is over", keeping.end_lapsed),
    ("notices before an account ends", retention.warn_silent),
    ("notices of those who came back", retention.void_stale_notices),
    ("people silent for two years", retention.forget_silent),
    *((f"words of {line.table.__tablename__}", line.forget) for line in retention.LINES),
    ("requests of a year ago", past_rows.part_from_people),
    ("messages of a year ago", past_rows.drop_messages),
    ("tasks of a year ago", past_rows.drop_tasks),
    ("links of a year ago", past_rows.drop_tokens),
    ("other rows of a year ago", past_rows.drop_others),
    ("lines of the journal", journal.purge),
)
"""Each line is done batch by batch, each batch in a transaction of its own."""


def keep_nightly(bench: Bench) -> None:
    """Forget what is over, once for each night; a night that was missed is made up for."""
    now = bench.clock()
    taken = bench.database.run(
        lambda session: leases.acquire(session, NIGHT, bench.owner, now=now, life=TRY_AGAIN)
    )
    if taken is None:
        wash_after_leaving(bench)
        return
    if not forget_all(bench, now=now):
        return
    life = next_night(now, bench.settings.default_zone) - now
    bench.database.run(
        lambda session: leases.renew(session, NIGHT, bench.owner, taken, now=now, life=life)
    )


def next_night(now: datetime, zone: str) -> datetime:
    """The coming 3:30 on this wall clock."""
    today = local_date(now, zone)
    days = (today, today + timedelta(days=1))
    return next(at for day in days if (at := at_wall_time(day, AT, zone)) > now)


def forget_all(bench: Bench, *, now: datetime) -> bool:
    """Every line of the registry; whether all of it was done."""
    done = [_until_nothing_is_left(bench, name, work, now) for name, work in NIGHTLY]
    _wash(bench)
    return all(done)


def _until_nothing_is_left(bench: Bench, name: str, work: Work, now: datetime) -> bool:
    n_rows = 0
    try:
        while found := bench.database.run(lambda session: work(session, now)):
            n_rows += found
            if bench.stopping.is_set():
                return False
    except Exception:
        log.exception("Forgetting failed: %s", name)
        return False
    if n_rows:
        log.info("Forgotten, %s: %s", name, n_rows)
    return True


def wash_after_leaving(bench: Bench) -> None:
    """Somebody left: her words go from the file of the database too, not tomorrow but now."""
    since = bench.clock() - WASH_WITHIN
    with bench.database.reading() as session:
        if not was_somebody_erased(session, since=since):
            return
    _wash(bench)


def _wash(bench: Bench) -> None:
    """Overwrite what was deleted, and write down whom a restored backup must forget again."""
    if not bench.database.wash():
        log.info("The database is in use: it is washed at the next look")
    with bench.database.reading() as session:
        forgotten = leaving.list_forgotten(session)
    if forgotten:
        write_forgotten(Path(bench.settings.erasures_file), forgotten)


def write_forgotten(path: Path, forgotten: list[leaving.Forgotten]) -> None:
    """Numbers, reasons and instants, in a file that outlives the database."""
    known = {each.user_number: each for each in read_forgotten(path)}
    known |= {each.user_number: each for each in forgotten}
    lines = (
        f"{each.user_number} {each.reason} {each.erased_at.isoformat()}\n"
        for _number, each in sorted(known.items())
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text("".join(lines))
    beside.replace(path)


def read_forgotten(path: Path) -> list[leaving.Forgotten]:
    """The same file, read."""
    if not path.exists():
        return []
    rows = (line.split() for line in path.read_text().splitlines() if line.strip())
    return [leaving.Forgotten.of(number, reason, at) for number, reason, at in rows]
