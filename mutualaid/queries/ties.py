"""Reads of ties, of « revoir », and of blocks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutualaid.models import Block, Tie, User


def ids_blocked_with(session: Session, person: User) -> set[int]:
    """Whom this person blocked, and who blocked her: the two are never told apart."""
    rows = session.execute(
        select(Block.blocker_id, Block.blocked_id).where(
            or_(Block.blocker_id == person.id, Block.blocked_id == person.id)
        )
    )
    return {each for row in rows for each in row if each != person.id}


def ids_met_again(session: Session, person: User) -> set[int]:
    """Those with whom both said « oui, revoir », until either took it back."""
    return {
        tie.high_id if tie.low_id == person.id else tie.low_id
        for tie in list_mutual(session, person)
    }


def list_mutual(session: Session, person: User) -> Sequence[Tie]:
    """The ties of which both want more."""
    return session.scalars(
        select(Tie)
        .where(
            or_(Tie.low_id == person.id, Tie.high_id == person.id),
            Tie.is_mutual,
            Tie.removed_at.is_(None),
        )
        .order_by(Tie.id)
    ).all()


def find_tie(session: Session, one: User, other: User) -> Tie | None:
    """The row of two people, whoever comes first."""
    low, high = sorted((one.id, other.id))
    return session.scalar(select(Tie).where(Tie.low_id == low, Tie.high_id == high))
