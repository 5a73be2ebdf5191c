"""Mailed links: computed from the secret, kept as a hash, bound to one thing, person, purpose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.ids import link_token, token_hash
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import TokenStatus
from mutualaid.models import Appointment, HelpRequest, Offer, Proposal, Token, User

Subject = Proposal | Appointment | Offer | HelpRequest | User
_COLUMN = {
    Proposal: "proposal_id",
    Appointment: "appointment_id",
    Offer: "offer_id",
    HelpRequest: "help_request_id",
}


def token_text(session: Session, purpose: TokenPurpose, subject: Subject, user: User) -> str:
    """The token itself, the same at each rendering until the person's e-mail changes."""
    return link_token(
        session.info["secret"],
        purpose,
        type(subject).__tablename__,
        subject.id,
        user.id,
        user.email_version,
    )


Grant = tuple[TokenPurpose, Subject, User]


def grant(
    session: Session, purpose: TokenPurpose, subject: Subject, user: User, *, now: datetime
) -> str:
    """Make the link of one thing, person and purpose usable; the same one when it exists."""
    grant_all(session, [(purpose, subject, user)], now=now)
    return token_text(session, purpose, subject, user)


def grant_all(session: Session, grants: Iterable[Grant], *, now: datetime) -> None:
    """Several at once."""
    wanted = {token_hash(token_text(session, *each)): each for each in grants}
    known = set(session.scalars(select(Token.token_hash).where(Token.token_hash.in_(list(wanted)))))
    missing = [_row(hashed, *each, now) for hashed, each in wanted.items() if hashed not in known]
    if missing:
        session.execute(insert(Token), missing)


def _row(
    hashed: str, purpose: TokenPurpose, subject: Subject, user: User, now: datetime
) -> dict[str, Any]:
    """The columns of one token; all kinds of rows have the same ones, so that one insert does."""
    about: dict[str, int | None] = dict.fromkeys(_COLUMN.values())
    if column := _COLUMN.get(type(subject)):
        about[column] = subject.id
    return {
        "token_hash": hashed,
        "purpose": purpose,
        "user_id": user.id,
        "email_version": user.email_version,
        "status": TokenStatus.LIVE,
        "created_at": now,
        **about,
    }


def revoke_all(session: Session, user: User) -> None:
    """Void every link of a person: the e-mail changed, or the person leaves."""
    session.execute(
        update(Token)
        .where(Token.user_id == user.id, Token.status == TokenStatus.LIVE)
        .values(status=TokenStatus.REVOKED)
    )
