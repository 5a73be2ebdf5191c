"""Reads of mailed links."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.domain.ids import token_hash
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import TokenStatus
from mutualaid.models import Token, User


def get_token(session: Session, text: str, purpose: TokenPurpose) -> tuple[Token, User]:
    """The living link and its person; NotFound for anything else, always the same."""
    row = session.execute(
        select(Token, User)
        .join(User, User.id == Token.user_id)
        .where(
            Token.token_hash == token_hash(text[:200]),
            Token.purpose == purpose,
            Token.status == TokenStatus.LIVE,
            Token.email_version == User.email_version,
            User.left_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound("token")
    return row[0], row[1]


def is_of(session: Session, text: str, purpose: TokenPurpose) -> bool:
    """Whether this link was made for that; whatever has become of it since."""
    found = select(Token.id).where(
        Token.token_hash == token_hash(text[:200]), Token.purpose == purpose
    )
    return session.scalar(found) is not None


def is_living(session: Session, text: str) -> bool:
    """Whether a link that we compute was ever made usable."""
    return (
        session.scalar(
            select(Token.id).where(
                Token.token_hash == token_hash(text), Token.status == TokenStatus.LIVE
            )
        )
        is not None
    )
