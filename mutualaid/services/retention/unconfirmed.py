"""Names, relatives and posts that nobody ever confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, false, select
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import OfferStatus, RequestStatus
from mutualaid.models import (
    ErasureReason,
    HelpRequest,
    Offer,
    Referee,
    Relative,
    RelativeRole,
    User,
)
from mutualaid.retention import UNCONFIRMED
from mutualaid.services import tasks
from mutualaid.services.erasing import NO_NEED
from mutualaid.services.retention.batches import BATCH
from mutualaid.services.retention.people import forget_where, last_contact
from mutualaid.services.transitions import try_change

Post = TypeVar("Post", HelpRequest, Offer)


def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Somebody typed a name and nobody ever confirmed it."""
    return forget_where(
        session,
        User.email_confirmed_at.is_(None),
        User.phone_confirmed_at.is_(None),
        User.created_at <= now - UNCONFIRMED,
        reason=ErasureReason.UNCONFIRMED,
        now=now,
    )


def forget_without_parent(session: Session, now: datetime) -> int:
    """Between 15 and 17, and no parent said yes in all that time."""
    agreed = select(Relative.id).where(
        Relative.user_id == User.id,
        Relative.role == RelativeRole.PARENT,
        Relative.confirmed_at.is_not(None),
    )
    return forget_where(
        session,
        User.is_adult == false(),
        last_contact() <= now - UNCONFIRMED,
        ~agreed.exists(),
        reason=ErasureReason.UNCONFIRMED,
        now=now,
    )


def forget_unconfirmed_relatives(session: Session, now: datetime) -> int:
    """Somebody named as a relative, or as knowing a helper, who never said yes."""
    relatives = session.scalars(
        delete(Relative)
        .where(Relative.confirmed_at.is_(None), Relative.created_at <= now - UNCONFIRMED)
        .returning(Relative.id)
    )
    referees = session.scalars(
        delete(Referee)
        .where(Referee.confirmed_on.is_(None), Referee.created_at <= now - UNCONFIRMED)
        .returning(Referee.id)
    )
    return len(relatives.all()) + len(referees.all())


def end_unconfirmed_posts(session: Session, now: datetime) -> int:
    """What was posted in somebody's name and never confirmed: its words go with it."""
    needs = _never_confirmed(session, HelpRequest, RequestStatus.UNCONFIRMED, now)
    for need in needs:
        if try_change(session, need, RequestStatus.EXPIRED, ended_at=now, **NO_NEED):
            tasks.drop_of_request(session, need, tasks.ENDS_WITH_REQUEST, now=now)
    posts = _never_confirmed(session, Offer, OfferStatus.UNCONFIRMED, now)
    for offer in posts:
        try_change(session, offer, OfferStatus.WITHDRAWN, withdrawn_at=now, note="")
    return max(len(needs), len(posts))


def _never_confirmed(
    session: Session, table: type[Post], unconfirmed: RequestStatus | OfferStatus, now: datetime
) -> Sequence[Post]:
    return session.scalars(
        select(table)
        .where(table.status == unconfirmed, table.created_at <= now - UNCONFIRMED)
        .order_by(table.id)
        .limit(BATCH)
    ).all()
