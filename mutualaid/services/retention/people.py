"""Whose account may end by itself, and how it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, func, select
from sqlalchemy.orm import Session

from mutualaid.models import Coordinator, ErasureReason, User
from mutualaid.services import leaving
from mutualaid.services.retention.batches import PEOPLE


def last_contact() -> Any:
    """When somebody last asked, offered, answered, signed in or was spoken to."""
    return func.coalesce(User.last_contact_at, User.created_at)


def may_be_forgotten() -> Any:
    """Whoever coordinates is in contact for as long as that lasts."""
    office = select(Coordinator.user_id)
    return and_(User.left_at.is_(None), User.is_admin == false(), User.id.not_in(office))


def forget_where(session: Session, *due: Any, reason: ErasureReason, now: datetime) -> int:
    """End the accounts that may end and of which all this is true; one batch. How many."""
    people = session.scalars(
        select(User).where(may_be_forgotten(), *due).order_by(User.id).limit(PEOPLE)
    ).all()
    for person in people:
        leaving.forget(session, person, reason, by=person, now=now)
    return len(people)
