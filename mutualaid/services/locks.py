"""Row locks on PostgreSQL; on SQLite the writer holds the whole file already.

Order, so that nobody waits in a circle: help requests by id, then people by id, then the rest.
Whoever waited for a lock reads everything anew: what was read before may have changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.models import HelpRequest, User
from mutualaid.models.base import Base

_LOCKED = "locked requests"


def lock_request(session: Session, request_id: int) -> HelpRequest:
    """The request as it is now, and nobody else changes it until we commit."""
    return lock_requests(session, [request_id])[request_id]


def lock_requests(session: Session, request_ids: Iterable[int]) -> dict[int, HelpRequest]:
    """Several, by id."""
    wanted = sorted(set(request_ids))
    _forget_what_was_read(session, HelpRequest, wanted)
    rows = session.scalars(
        select(HelpRequest)
        .where(HelpRequest.id.in_(wanted))
        .order_by(HelpRequest.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(rows) != len(wanted):
        raise NotFound("help_request")
    return {row.id: row for row in rows}


def _forget_what_was_read(session: Session, table: type[Base], ids: Iterable[int]) -> None:
    """What hangs on these rows is read again, unless this transaction locked them before."""
    wanted = {(table.__tablename__, number) for number in ids}
    ours: tuple[object, frozenset[tuple[str, int]]] = session.info.get(_LOCKED, (None, frozenset()))
    held = ours[1] if ours[0] is session.get_transaction() else frozenset()
    if not wanted <= held:
        session.flush()
        session.expire_all()
    session.info[_LOCKED] = (session.get_transaction(), held | wanted)


def lock_people(session: Session, user_ids: Iterable[int]) -> dict[int, User]:
    """People whose capacity or availability is about to be counted."""
    wanted = sorted(set(user_ids))
    _forget_what_was_read(session, User, wanted)
    rows = session.scalars(
        select(User)
        .where(User.id.in_(wanted))
        .order_by(User.id)
        .with_for_update(of=User)
        .execution_options(populate_existing=True)
    ).all()
    return {row.id: row for row in rows}
