"""« Ce n'était pas la même personne »: everything is as it was, in one gesture."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.models import Merge, User
from mutualaid.services import journal, sessions
from mutualaid.services.conditional import took
from mutualaid.services.locks import lock_people
from mutualaid.services.merging.making_one import UNDONE_WITHIN
from mutualaid.services.merging.record import take_back


def may_undo(merge: Merge, *, now: datetime) -> bool:
    """Whether the rows can still be taken apart."""
    is_young = now < merge.merged_at + UNDONE_WITHIN
    return merge.undone_at is None and bool(merge.record) and is_young


def undo(session: Session, merge: Merge, *, by: User, now: datetime) -> None:
    """Each row goes back where it was, unless somebody changed it since; twice is once."""
    kept = session.get_one(User, merge.kept_id)
    if not policies.may_act_for(by, kept):
        raise NotFound("merge")
    if merge.undone_at is not None:
        return
    if not may_undo(merge, now=now) or kept.left_at is not None:
        raise Refusal("too_late_to_undo")
    later = select(Merge.id).where(
        Merge.id > merge.id,
        Merge.undone_at.is_(None),
        (Merge.kept_id == kept.id) | (Merge.gone_id == kept.id),
    )
    if session.scalar(later.limit(1)) is not None:
        raise Refusal("merge_later_first")
    lock_people(session, [merge.kept_id, merge.gone_id])
    steps = list(merge.record["steps"])
    undone = (
        update(Merge)
        .where(Merge.id == merge.id, Merge.undone_at.is_(None))
        .values(undone_at=now, record={})
    )
    if not took(session, undone):
        return
    sessions.revoke_all(session, kept, now=now)
    for step in reversed(steps):
        take_back(session, step)
    session.flush()
    session.expire_all()
    journal.note(session, "merge_undone", kept, by=by, now=now, gone=merge.gone_id)
