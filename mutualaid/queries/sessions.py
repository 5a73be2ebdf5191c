"""Reads of sessions and drafts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.ids import token_hash
from mutualaid.models import Draft, User, UserSession


def find_session(session: Session, cookie_id: str, *, now: datetime) -> UserSession | None:
    """The living row of a cookie, with its person."""
    return (
        session.scalars(
            select(UserSession)
            .where(
                UserSession.id_hash == token_hash(cookie_id),
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > now,
            )
            .options(
                joinedload(UserSession.user).options(
                    joinedload(User.coordinations), joinedload(User.neighbourhood)
                )
            )
        )
        .unique()
        .one_or_none()
    )


def find_draft(session: Session, row: UserSession, form: str, *, now: datetime) -> Draft | None:
    """What this browser typed so far in one form."""
    return session.scalar(
        select(Draft).where(Draft.session_id == row.id, Draft.form == form, Draft.expires_at > now)
    )
