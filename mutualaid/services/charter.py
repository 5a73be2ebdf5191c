"""What a helper agrees to before the first coup de main, and says of the car each year."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.clock import local_date
from mutualaid.models import ConsentPurpose, User
from mutualaid.services import consents, journal

WORDING = "2026-11"
"""Version of `home/charter.*.html`; change it with the rules."""


def accept(session: Session, user: User, channel: str, *, by: User | None, now: datetime) -> None:
    """« J'ai lu la charte et je l'accepte »; accepting twice is once."""
    if user.charter_accepted_at is not None:
        return
    user.charter_accepted_at = now
    consents.record(
        session, user, ConsentPurpose.CHARTER, wording=WORDING, channel=channel, by=by, now=now
    )
    session.flush()
    journal.note(session, "charter_accepted", user, by=by, now=now)


def declare_driving(
    session: Session, user: User, *, drives: bool, by: User | None, now: datetime
) -> None:
    """« Permis, assurance, mon assureur est prévenu »: said today, or taken back."""
    declared_on = local_date(now, user.zone) if drives else None
    if declared_on != user.drives_declared_on:
        user.drives_declared_on = declared_on
        session.flush()
        journal.note(session, "driving_declared", user, by=by, now=now, drives=int(drives))
