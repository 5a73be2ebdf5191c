"""The breaker of the mail relay: while it is down nothing is tried but a probe each minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutualaid.models import RelayState
from mutualaid.services.conditional import took

NAME = "smtp"
PROBE_EVERY = timedelta(minutes=1)


def may_try(session: Session, *, now: datetime) -> bool:
    """Whether a mail may be handed over now; while the relay is down, once a minute."""
    row = session.get(RelayState, NAME)
    if row is None or not row.is_open:
        return True
    return took(
        session,
        update(RelayState)
        .where(RelayState.name == NAME, RelayState.is_open, RelayState.probe_after <= now)
        .values(probe_after=now + PROBE_EVERY),
    )


def trip(session: Session, *, now: datetime) -> None:
    """The relay takes nothing: probe it in a minute."""
    if session.scalar(select(RelayState.name).where(RelayState.name == NAME)) is None:
        _begin(session)
    row = update(RelayState).where(RelayState.name == NAME)
    session.execute(row.where(~RelayState.is_open).values(is_open=True, changed_at=now))
    session.execute(row.values(probe_after=now + PROBE_EVERY))


def return_probe(session: Session, *, now: datetime) -> None:
    """The mail that was to try the relay need not leave: the next one tries it."""
    session.execute(
        update(RelayState)
        .where(RelayState.name == NAME, RelayState.is_open)
        .values(probe_after=now)
    )


def reset(session: Session, *, now: datetime) -> None:
    """The relay answers again."""
    session.execute(
        update(RelayState)
        .where(RelayState.name == NAME, RelayState.is_open)
        .values(is_open=False, probe_after=None, changed_at=now)
    )


def _begin(session: Session) -> None:
    """Write the one row; when two do so at once, one stands."""
    try:
        with session.begin_nested():
            session.add(RelayState(name=NAME, is_open=False))
    except IntegrityError:
        session.expire_all()
