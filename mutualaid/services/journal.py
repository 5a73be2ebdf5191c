"""Who did what: internal numbers only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.models import JournalEntry, User
from mutualaid.models.base import Base


def note(
    session: Session, action: str, subject: Base, *, by: User | None, now: datetime, **numbers: int
) -> None:
    """Write one line; `numbers` are ids and counts, never words."""
    session.add(
        JournalEntry(
            at=now,
            actor_id=by.id if by is not None else None,
            action=action,
            subject_kind=subject.__tablename__,
            subject_id=getattr(subject, "id", None),
            numbers=numbers,
        )
    )
