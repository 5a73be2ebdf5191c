"""A lease held for as long as a block lasts, renewed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread

from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.services import leases


@contextmanager
def run_lock(
    database: Database,
    group_key: str,
    owner: str,
    *,
    clock: Callable[[], datetime] = now_utc,
) -> Iterator[bool]:
    """Whether this neighbourhood group is ours to match until the block ends."""
    name, life = leases.run_lock_name(group_key), leases.RUN_LIFE
    fence = database.run(
        lambda session: leases.acquire(session, name, owner, now=clock(), life=life)
    )
    if fence is None:
        yield False
        return
    done = Event()

    def keep() -> None:
        while not done.wait(life.total_seconds() / 3):
            database.run(
                lambda session: leases.renew(session, name, owner, fence, now=clock(), life=life)
            )

    keeper = Thread(target=keep, name=f"keep {name}", daemon=True)
    keeper.start()
    try:
        yield True
    finally:
        done.set()
        keeper.join()
        database.run(lambda session: leases.release(session, name, owner, fence, now=clock()))
