"""Who agreed to what, in which words, how it was heard and by whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid.models import Consent, ConsentPurpose, User


def record(
    session: Session,
    user: User,
    purpose: ConsentPurpose,
    *,
    wording: str,
    channel: str,
    by: User | None,
    now: datetime,
) -> None:
    """One yes of this person; `by` wrote it down."""
    session.add(
        Consent(
            user_id=user.id,
            purpose=purpose,
            wording_version=wording,
            channel=channel,
            recorded_by_id=by.id if by is not None else None,
            given_at=now,
        )
    )


def take_back(session: Session, user: User, purpose: ConsentPurpose, *, now: datetime) -> None:
    """Every yes of this person to it counts no more."""
    session.execute(
        update(Consent)
        .where(
            Consent.user_id == user.id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )


def has(session: Session, user: User, purpose: ConsentPurpose) -> bool:
    """Whether this person said yes to it and has not taken it back."""
    found = select(Consent.id).where(
        Consent.user_id == user.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return session.scalar(found.limit(1)) is not None
