"""Reads of the list of those who were forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.models import Erasure


def was_somebody_erased(session: Session, *, since: datetime) -> bool:
    """Whether anybody left, or was forgotten, since then."""
    found = select(Erasure.user_number).where(Erasure.erased_at >= since).limit(1)
    return session.scalar(found) is not None
