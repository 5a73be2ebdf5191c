"""What dies of age within days: drafts, sessions, sign-ins, rate counters."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from mutualaid.models import Draft, RateCounter, SignIn, UserSession

KEEP_SIGN_INS = timedelta(days=1)
"""So long, an old link still says that it is old instead of « page not found »."""
KEEP_COUNTERS = timedelta(days=1)
"""As long as the longest window that is counted."""


def purge(session: Session, *, now: datetime) -> int:
    """Delete what is over. How many sessions and drafts went."""
    session.execute(delete(RateCounter).where(RateCounter.window_starts_at <= now - KEEP_COUNTERS))
    session.execute(delete(SignIn).where(SignIn.expires_at <= now - KEEP_SIGN_INS))
    drafts = session.scalars(delete(Draft).where(Draft.expires_at <= now).returning(Draft.id))
    n_drafts = len(drafts.all())
    gone = session.scalars(
        delete(UserSession).where(UserSession.expires_at <= now).returning(UserSession.id)
    )
    return n_drafts + len(gone.all())
