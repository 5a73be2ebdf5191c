"""What people outside every neighbourhood ask of us."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.models import OutsideInterest


def leave_email(session: Session, *, email: str, commune: str, now: datetime) -> None:
    """Remember whom to write to when we come to this town; asking twice is once."""
    known = session.scalar(
        select(OutsideInterest).where(
            OutsideInterest.email == email, OutsideInterest.commune == commune
        )
    )
    if known is None:
        session.add(OutsideInterest(email=email, commune=commune, created_at=now))
