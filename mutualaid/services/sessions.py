"""Sessions and drafts begin, change hands and end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from mutualaid.domain.ids import token_hash
from mutualaid.models import Draft, User, UserSession

DRAFT_LIFE = timedelta(hours=24)
RESIDENT_LIFE = timedelta(days=30)
COORDINATOR_LIFE = timedelta(hours=12)


def begin(session: Session, *, cookie_id: str, now: datetime) -> UserSession:
    """Write the row of a browser that sends its first form."""
    row = UserSession(
        id_hash=token_hash(cookie_id),
        created_at=now,
        seen_at=now,
        expires_at=now + DRAFT_LIFE,
    )
    session.add(row)
    session.flush()
    return row


def sign_in(
    session: Session,
    *,
    user: User,
    replaces: UserSession | None,
    cookie_id: str,
    now: datetime,
) -> UserSession:
    """A new row for a person; the old one is revoked and its drafts go along."""
    life = COORDINATOR_LIFE if user.coordinations else RESIDENT_LIFE
    row = begin(session, cookie_id=cookie_id, now=now)
    row.user = user
    row.expires_at = now + life
    if replaces is not None:
        session.execute(
            update(Draft).where(Draft.session_id == replaces.id).values(session_id=row.id)
        )
        revoke(session, replaces, now=now)
    session.flush()
    return row


def revoke(session: Session, row: UserSession, *, now: datetime) -> None:
    """This cookie is worth nothing from now on."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == row.id, UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all(session: Session, user: User, *, now: datetime) -> None:
    """Every device of a person is signed out."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def keep_draft(
    session: Session, row: UserSession, form: str, answers: dict[str, Any], *, now: datetime
) -> Draft:
    """Write what was typed, over what was typed before."""
    draft = session.query(Draft).filter_by(session_id=row.id, form=form).one_or_none()
    if draft is None:
        draft = Draft(session_id=row.id, form=form, answers={}, updated_at=now, expires_at=now)
        session.add(draft)
    draft.answers = dict(answers)
    draft.updated_at = now
    draft.expires_at = now + DRAFT_LIFE
    session.flush()
    return draft


def drop_draft(session: Session, row: UserSession, form: str) -> None:
    """The form was sent: nothing of it stays in the draft."""
    session.execute(delete(Draft).where(Draft.session_id == row.id, Draft.form == form))


def take_draft(session: Session, row: UserSession, form: str) -> bool:
    """Drop the draft in order to send it; False when somebody else, or a second press, did."""
    result = session.execute(
        delete(Draft)
        .where(Draft.session_id == row.id, Draft.form == form)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
