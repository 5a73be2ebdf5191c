"""When a person was last heard of, so that whoever is silent for years is asked, then forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from mutualaid.models import User

ONCE_A = timedelta(days=1)


def heard_from(session: Session, user: User, *, now: datetime) -> None:
    """This person signed in, posted, answered, renewed or was spoken to: noted once a day.

    Called last in a transaction: it locks the person's row, and people are locked by id.
    """
    session.execute(
        update(User)
        .where(
            User.id == user.id,
            or_(User.last_contact_at.is_(None), User.last_contact_at <= now - ONCE_A),
        )
        .values(last_contact_at=now)
        .execution_options(synchronize_session=False)
    )
    session.expire(user, ["last_contact_at"])
