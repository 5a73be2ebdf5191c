"""Who leads, who runs a group: one row, one owner, until a moment; the same on both databases.

A new owner gets a higher fence, so that whatever the old one still says can be told apart.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutualaid.models import Lease
from mutualaid.services.conditional import took

LEADER = "leader"
LEADER_LIFE = timedelta(seconds=30)
RUN_LIFE = timedelta(seconds=90)
"""A run renews its lock while it lasts: this is how long a killed one is waited for."""


def run_lock_name(group_key: str) -> str:
    """The lease under which one neighbourhood group is matched."""
    return f"run:{group_key}"


def acquire(
    session: Session, name: str, owner: str, *, now: datetime, life: timedelta
) -> int | None:
    """The fence of a lease that is now `owner`'s; None while somebody else's is still good."""
    if session.get(Lease, name) is None:
        _begin(session, name, now)
    taken = took(
        session,
        update(Lease)
        .where(Lease.name == name, or_(Lease.owner == "", Lease.expires_at <= now))
        .values(owner=owner, expires_at=now + life, fence=Lease.fence + 1),
    )
    if not taken:
        return None
    return session.scalar(select(Lease.fence).where(Lease.name == name, Lease.owner == owner))


def renew(
    session: Session, name: str, owner: str, fence: int, *, now: datetime, life: timedelta
) -> bool:
    """Keep it longer; False when it was somebody else's in the meantime."""
    mine = (Lease.name == name, Lease.owner == owner, Lease.fence == fence)
    return took(session, update(Lease).where(*mine).values(expires_at=now + life))


def release(session: Session, name: str, owner: str, fence: int, *, now: datetime) -> bool:
    """Leave it to the next one at once."""
    mine = (Lease.name == name, Lease.owner == owner, Lease.fence == fence)
    return took(session, update(Lease).where(*mine).values(owner="", expires_at=now))


def _begin(session: Session, name: str, now: datetime) -> None:
    """Write the free row; when two do so at once, one row stands."""
    try:
        with session.begin_nested():
            session.add(Lease(name=name, owner="", expires_at=now, fence=0))
    except IntegrityError:
        session.expire_all()
