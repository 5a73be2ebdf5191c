"""Mailed links: computed from the secret, kept as a hash, bound to one thing, person, purpose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid.domain.ids import link_token, token_hash
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import TokenStatus
from mutualaid.models import Appointment, HelpRequest, Offer, Proposal, Token, User
from mutualaid.services.conditional import write_rows

Subject = Proposal | Appointment | Offer | HelpRequest | User


class Ref(NamedTuple):
    """A thing by its number, for whoever writes many and holds no object of each."""

    table: type[Subject]
    number: int


_COLUMN: dict[type[Subject], str] = {
    Proposal: "proposal_id",
    Appointment: "appointment_id",
    Offer: "offer_id",
    HelpRequest: "help_request_id",
}


def token_text(session: Session, purpose: TokenPurpose, subject: Subject, user: User) -> str:
    """The token itself, the same at each rendering until the person's e-mail changes."""
    return _text(session.info["secret"], purpose, _ref(subject), user)


def _text(secret: str, purpose: TokenPurpose, about: Ref, user: User) -> str:
    named = (purpose, about.table.__tablename__, about.number, user.id, user.email_version)
    return link_token(secret, *named)


def _ref(subject: Subject | Ref) -> Ref:
    return subject if isinstance(subject, Ref) else Ref(type(subject), subject.id)


Grant = tuple[TokenPurpose, Subject | Ref, User]


def grant(
    session: Session, purpose: TokenPurpose, subject: Subject, user: User, *, now: datetime
) -> str:
    """Make the link of one thing, person and purpose usable; the same one when it exists."""
    grant_all(session, [(purpose, subject, user)], now=now)
    return token_text(session, purpose, subject, user)


def grant_all(session: Session, grants: Iterable[Grant], *, now: datetime) -> None:
    """Several at once."""
    secret, wanted = session.info["secret"], {}
    for purpose, subject, user in grants:
        about = _ref(subject)
        wanted[token_hash(_text(secret, purpose, about, user))] = (purpose, about, user)
    known = set(session.scalars(select(Token.token_hash).where(Token.token_hash.in_(list(wanted)))))
    missing = [_row(hashed, *each, now) for hashed, each in wanted.items() if hashed not in known]
    write_rows(session, Token, missing)


def _row(
    hashed: str, purpose: TokenPurpose, subject: Ref, user: User, now: datetime
) -> dict[str, Any]:
    """The columns of one token; all kinds of rows have the same ones, so that one insert does."""
    about: dict[str, int | None] = dict.fromkeys(_COLUMN.values())
    if column := _COLUMN.get(subject.table):
        about[column] = subject.number
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
