"""Reads of ties, of « revoir », and of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.models import Block, Tie, User
from mutualaid.queries.contacts import Contact, contact_of


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


@dataclass(frozen=True)
class KeptContact:
    """Somebody to meet again, and how."""

    tie: Tie
    person: User
    contact: Contact


def list_contacts(session: Session, person: User) -> list[KeptContact]:
    """The people whose contact both chose to keep, by first name; never a blocked one."""
    by_other = {
        tie.high_id if tie.low_id == person.id else tie.low_id: tie
        for tie in list_mutual(session, person)
    }
    blocked = ids_blocked_with(session, person)
    others = session.scalars(
        select(User)
        .where(User.id.in_(by_other.keys() - blocked), User.left_at.is_(None))
        .options(joinedload(User.neighbourhood))
        .order_by(User.first_name, User.id)
    )
    return [KeptContact(by_other[each.id], each, contact_of(each)) for each in others]


def list_blocked_by(session: Session, person: User) -> Sequence[User]:
    """Those with whom this person wants no contact: for her own coordinator."""
    return session.scalars(
        select(User)
        .join(Block, Block.blocked_id == User.id)
        .where(Block.blocker_id == person.id)
        .order_by(User.first_name, User.id)
    ).all()


def find_tie(session: Session, one: User, other: User) -> Tie | None:
    """The row of two people, whoever comes first."""
    low, high = sorted((one.id, other.id))
    return session.scalar(select(Tie).where(Tie.low_id == low, Tie.high_id == high))
