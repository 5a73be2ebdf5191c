"""Everything of one row becomes the other's; the row that goes is a number without words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    LIVE_REQUESTS,
    MessageStatus,
    OfferStatus,
    RequestStatus,
    TaskStatus,
    TokenStatus,
)
from mutualaid.models import HelpRequest, Merge, Proposal, SignIn, User
from mutualaid.queries.offers import find_living
from mutualaid.retention import UNDOING
from mutualaid.services import journal, sessions
from mutualaid.services.erasing import NOBODY
from mutualaid.services.locks import lock_people, lock_requests
from mutualaid.services.merging.checking import check_one_person
from mutualaid.services.merging.completing import completed
from mutualaid.services.merging.record import Record, rows_where, table_named
from mutualaid.services.merging.treatments import Treatment, keys_to_people, treatment_of

UNDONE_WITHIN = UNDOING.after
_TASKS, _TOKENS, _OFFERS = table_named("tasks"), table_named("tokens"), table_named("offers")
_MESSAGES = table_named("messages")
_NAME_SOMEBODY = (MessageKind.CANCELLED, MessageKind.MEET_AGAIN)
"""Kinds whose event ends with the number of a neighbour."""


def merge(
    session: Session, kept: User, gone: User, *, names_are_checked: bool, by: User, now: datetime
) -> Merge:
    """`gone` was `kept` all along, written down twice; refused where anything speaks against it."""
    _lock(session, kept, gone)
    check_one_person(session, kept, gone, names_are_checked=names_are_checked, by=by)
    record = Record(session)
    place_id = gone.place_id
    _join_offers(session, record, kept, gone, now=now)
    _carry_links(session, record, kept, gone)
    _carry_tasks(session, record, kept, gone, now=now)
    _carry_news(session, record, kept, gone)
    _sign_out(session, kept, gone, now=now)
    for column in keys_to_people():
        _treat(session, record, column, kept, gone, now=now)
    _carry_words(session, record, kept, gone, now=now)
    row = Merge(kept_id=kept.id, gone_id=gone.id, merged_by_id=by.id, merged_at=now)
    row.record = {"steps": record.steps}
    session.add(row)
    session.flush()
    session.expire_all()
    left = {"left": place_id} if place_id is not None and place_id != kept.place_id else {}
    journal.note(session, "moved", gone, by=by, now=now, **left)
    journal.note(session, "merged", kept, by=by, now=now, gone=gone.id, merge=row.id)
    return row


def are_two(session: Session, one: User, other: User, *, by: User, now: datetime) -> None:
    """« Ce sont deux personnes »: written down, so that nobody is asked about them again."""
    for each in (one, other):
        if not policies.may_act_for(by, each):
            raise NotFound("user")
    low, high = sorted((one.id, other.id))
    known = select(Merge.id).where(
        Merge.kept_id.in_((low, high)),
        Merge.gone_id.in_((low, high)),
        Merge.undone_at.is_not(None),
    )
    if low != high and session.scalar(known.limit(1)) is None:
        row = Merge(kept_id=low, gone_id=high, merged_by_id=by.id, merged_at=now, undone_at=now)
        session.add(row)
        session.flush()
        journal.note(session, "said_two", one, by=by, now=now, other=other.id)


def _lock(session: Session, kept: User, gone: User) -> None:
    both = (kept.id, gone.id)
    living = (RequestStatus.UNCONFIRMED, *LIVE_REQUESTS)
    asked = select(HelpRequest.id).where(
        HelpRequest.user_id.in_(both), HelpRequest.status.in_(living)
    )
    helped = select(Proposal.help_request_id).where(
        Proposal.helper_id.in_(both), Proposal.status.in_(LIVE_PROPOSALS)
    )
    lock_requests(session, {*session.scalars(asked), *session.scalars(helped)})
    lock_people(session, both)


def _treat(
    session: Session, record: Record, column: Any, kept: User, gone: User, *, now: datetime
) -> None:
    treatment = treatment_of(column)
    if treatment is Treatment.TIE:
        _move_ties(session, record, column, kept, gone)
    elif treatment in {Treatment.MOVE, Treatment.MOVE_OR_DROP}:
        for row in rows_where(session, column.table, column == gone.id):
            if not _has_already(session, column, row, kept):
                first = kept.household_id or kept.id
                number = first if column.name == "household_id" else kept.id
                record.change(column.table, row, **{column.name: number})
            elif treatment is Treatment.MOVE_OR_DROP:
                record.drop(column.table, row)
            elif row.get("status") == MessageStatus.PENDING:
                ended = {"status": MessageStatus.CANCELLED, "ended_at": now}
                record.change(column.table, row, **ended)


def _has_already(session: Session, column: Any, row: dict[str, Any], kept: User) -> bool:
    """Whether a key that must be unique would stand there twice."""
    table = column.table
    unique = [list(table.primary_key.columns)] + [
        list(each.columns)
        for each in table.constraints
        if each.__visit_name__ == "unique_constraint"
    ]
    for columns in unique:
        if column in columns:
            same = [each == (kept.id if each is column else row[each.name]) for each in columns]
            if rows_where(session, table, *same):
                return True
    return False


def _move_ties(session: Session, record: Record, column: Any, kept: User, gone: User) -> None:
    ties = column.table
    for row in rows_where(session, ties, column == gone.id):
        other = row["high_id"] if column.name == "low_id" else row["low_id"]
        low, high = sorted((kept.id, other))
        same = rows_where(session, ties, ties.c.low_id == low, ties.c.high_id == high)
        if not same:
            record.change(ties, row, low_id=low, high_id=high)
            continue
        is_alive = None in (row["removed_at"], same[0]["removed_at"])
        record.change(
            ties,
            same[0],
            n_meetings=same[0]["n_meetings"] + row["n_meetings"],
            is_mutual=same[0]["is_mutual"] or row["is_mutual"],
            removed_at=None if is_alive else same[0]["removed_at"],
        )
        record.drop(ties, row)


def _join_offers(
    session: Session, record: Record, kept: User, gone: User, *, now: datetime
) -> None:
    """One living offer a person: the other one ends, and whoever is asked is asked for this one."""
    stays, ends = find_living(session, kept), find_living(session, gone)
    if stays is None or ends is None:
        return
    proposals = table_named("proposals")
    for row in rows_where(
        session, proposals, proposals.c.offer_id == ends.id, proposals.c.status.in_(LIVE_PROPOSALS)
    ):
        record.change(proposals, row, offer_id=stays.id)
    for row in rows_where(session, _OFFERS, _OFFERS.c.id == ends.id):
        record.change(_OFFERS, row, status=OfferStatus.WITHDRAWN, withdrawn_at=now)


def _carry_links(session: Session, record: Record, kept: User, gone: User) -> None:
    """Mailed links that lived go on living; those of an older mailbox stay dead."""
    for row in rows_where(session, _TOKENS, _TOKENS.c.user_id == gone.id):
        if row["email_version"] == gone.email_version:
            record.change(_TOKENS, row, email_version=kept.email_version)
        else:
            record.change(_TOKENS, row, status=TokenStatus.REVOKED)


def _carry_tasks(
    session: Session, record: Record, kept: User, gone: User, *, now: datetime
) -> None:
    """One task a reason: what was to do about one row is to do about the other, once."""
    ending = f":user:{gone.id}"
    for row in rows_where(session, _TASKS, _TASKS.c.reason_key.like(f"%{ending}")):
        key = row["reason_key"].removesuffix(ending) + f":user:{kept.id}"
        if not rows_where(session, _TASKS, _TASKS.c.reason_key == key):
            record.change(_TASKS, row, reason_key=key)
        elif row["status"] == TaskStatus.OPEN:
            record.change(_TASKS, row, status=TaskStatus.CANCELLED, done_at=now)


def _carry_news(session: Session, record: Record, kept: User, gone: User) -> None:
    """Messages that name her by her number, and are still to be said, name the one who stays."""
    ending = f":{gone.id}"
    named = _MESSAGES.c.event_key.like(f"%{ending}"), _MESSAGES.c.kind.in_(_NAME_SOMEBODY)
    owed = _MESSAGES.c.status.in_((MessageStatus.PENDING, MessageStatus.FAILED))
    for row in rows_where(session, _MESSAGES, *named, owed):
        key = row["event_key"].removesuffix(ending) + f":{kept.id}"
        same = _MESSAGES.c.event_key == key, _MESSAGES.c.user_id == row["user_id"]
        if not rows_where(session, _MESSAGES, *same):
            record.change(_MESSAGES, row, event_key=key)


def _sign_out(session: Session, kept: User, gone: User, *, now: datetime) -> None:
    """Both come in again; nobody goes on as somebody else."""
    for each in (kept, gone):
        sessions.revoke_all(session, each, now=now)
    session.execute(
        update(SignIn)
        .where(SignIn.user_id == gone.id, SignIn.used_at.is_(None), SignIn.expires_at > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


def _carry_words(
    session: Session, record: Record, kept: User, gone: User, *, now: datetime
) -> None:
    """What one row lacked the other gives; the row that goes is left without a word."""
    users = table_named("users")
    ours, theirs = (rows_where(session, users, users.c.id == each.id)[0] for each in (kept, gone))
    lives_alone = not rows_where(session, users, users.c.household_id == kept.id)
    if lives_alone and ours["household_id"] is None:
        ours_too = {"household_id": theirs["household_id"]}
    else:
        ours_too = {}
    record.change(users, ours, **completed(ours, theirs), **ours_too)
    record.change(users, theirs, left_at=now, **NOBODY)
