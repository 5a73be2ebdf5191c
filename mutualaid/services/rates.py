"""How often something was tried, counted in rows that all processes share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.ids import keyed_hash
from mutualaid.models import RateCounter
from mutualaid.services.conditional import insert_into

DAY = timedelta(days=1)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def count(session: Session, *key: object, window: timedelta, now: datetime) -> int:
    """Count one more try of `key` and say how many there were in this window.

    The row stays locked until the commit: two who try the same thing at once come one by one.
    """
    statement = (
        insert_into(session, RateCounter)
        .values(
            key_hash=keyed_hash(session.info["secret"], "rate", *key),
            window_starts_at=now - (now - _EPOCH) % window,
            n=1,
        )
        .on_conflict_do_update(
            index_elements=[RateCounter.key_hash, RateCounter.window_starts_at],
            set_={"n": RateCounter.n + 1},
        )
        .returning(RateCounter.n)
    )
    return int(session.execute(statement).scalar_one())


def allow(
    session: Session, *key: object, most: int, now: datetime, window: timedelta = DAY
) -> None:
    """Refusal("too_often") for what is done more often than anybody needs."""
    if count(session, *key, window=window, now=now) > most:
        raise Refusal("too_often")
