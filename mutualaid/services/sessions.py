"""Sessions and drafts begin, change hands and end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.ids import token_hash
from mutualaid.models import Draft, User, UserSession
from mutualaid.queries import sessions as queries
from mutualaid.services.conditional import insert_into

DRAFT_LIFE = timedelta(hours=24)
RESIDENT_LIFE = timedelta(days=30)
COORDINATOR_LIFE = timedelta(hours=12)


def begin(session: Session, *, cookie_id: str, now: datetime) -> UserSession | None:
    """The row of a browser that sends its first form; None when this id is spent already.

    Two forms sent at once begin one row: the second waits for the first and finds it.
    """
    session.execute(
        insert_into(session, UserSession)
        .values(
            id_hash=token_hash(cookie_id),
            created_at=now,
            seen_at=now,
            expires_at=now + DRAFT_LIFE,
        )
        .on_conflict_do_nothing(index_elements=[UserSession.id_hash])
    )
    return queries.find_session(session, cookie_id, now=now)


def sign_in(
    session: Session,
    *,
    user: User,
    replaces: UserSession | None,
    cookie_id: str,
    now: datetime,
    is_proved: bool = True,
) -> UserSession:
    """A new row for a person; the old one is revoked and its drafts go along.

    Whoever owes a second code is somebody only in a session where it was given (`is_proved`).
    """
    is_desk = policies.owes_second_factor(user)
    life = COORDINATOR_LIFE if is_desk else RESIDENT_LIFE
    row = begin(session, cookie_id=cookie_id, now=now)
    assert row is not None, "a fresh id is never spent"
    row.user = user
    row.expires_at = now + life
    row.proved_at = now if is_desk and is_proved else None
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
) -> None:
    """Write what was typed, over what was typed before; a stranger's row lives as long."""
    kept = {"answers": dict(answers), "updated_at": now, "expires_at": now + DRAFT_LIFE}
    session.execute(
        insert_into(session, Draft)
        .values(session_id=row.id, form=form, **kept)
        .on_conflict_do_update(index_elements=[Draft.session_id, Draft.form], set_=kept)
    )
    if row.user_id is None:
        row.expires_at = max(row.expires_at, now + DRAFT_LIFE)
    session.flush()


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
