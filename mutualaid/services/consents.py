"""Who agreed to what, in which words, how it was heard and by whom."""

from __future__ import annotations

from datetime import datetime

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
