"""Rows without a word that are not needed any more: they go, or are nobody's, after a year."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import LIVE_REQUESTS, OfferStatus, RequestStatus, TaskStatus
from mutualaid.models import (
    Absence,
    Appointment,
    AppointmentHelper,
    AppointmentNotice,
    DoorSheet,
    Feedback,
    HelperRefusal,
    HelpRequest,
    IncomingMail,
    Message,
    Offer,
    Proposal,
    Report,
    RequestChoice,
    RunRequest,
    Task,
    Tie,
    Token,
    User,
)
from mutualaid.models.base import Base
from mutualaid.retention import PSEUDONYM, ROWS
from mutualaid.services.retention.batches import BATCH

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_ENDED = (RequestStatus.UNCONFIRMED, *LIVE_REQUESTS)


def nobody(session: Session) -> User:
    """The person to whom requests belong once nobody can tell any more whose they were."""
    row = session.scalar(
        select(User).where(User.created_at == _LONG_AGO, User.left_at == _LONG_AGO)
    )
    if row is None:
        row = User(first_name="", languages=[], created_at=_LONG_AGO, left_at=_LONG_AGO)
        session.add(row)
        session.flush()
    return row


def part_from_people(session: Session, now: datetime) -> int:
    """Requests that ended a year ago: what was done stays counted, for whom is gone."""
    person = nobody(session)
    old = session.scalars(
        select(HelpRequest.id)
        .where(HelpRequest.ended_at <= now - PSEUDONYM, HelpRequest.user_id != person.id)
        .order_by(HelpRequest.id)
        .limit(BATCH)
    ).all()
    if not old:
        return 0
    _drop_what_hangs_on(session, old)
    _write(
        session,
        update(HelpRequest).where(HelpRequest.id.in_(old)),
        user_id=person.id,
        posted_by_id=None,
        place_id=None,
        meeting_point_id=None,
        wanted_helper_id=None,
        reported_by_id=None,
        start_time=None,
        unmatched_reason=None,
    )
    return len(old)


def _drop_what_hangs_on(session: Session, requests: Collection[int]) -> None:
    """Everything that says more than « such a coup de main took place that day »."""
    meetings = select(Appointment.id).where(Appointment.help_request_id.in_(requests))
    asked = select(Proposal.id).where(Proposal.help_request_id.in_(requests))
    for table in (Message, Token, Task):
        _drop(session, table, _about(table, requests, asked, meetings))
    _write(session, update(Report).where(Report.appointment_id.in_(meetings)), appointment_id=None)
    for of_meeting in (Feedback, AppointmentNotice):
        _delete(session, of_meeting, of_meeting.appointment_id.in_(meetings))
    for of_request in (RunRequest, HelperRefusal, RequestChoice):
        _delete(session, of_request, of_request.help_request_id.in_(requests))
    agreed = select(AppointmentHelper.proposal_id)
    _delete(session, Proposal, Proposal.id.in_(asked) & Proposal.id.not_in(agreed))


def _about(table: Any, requests: Collection[int], asked: Any, meetings: Any) -> Any:
    return or_(
        table.help_request_id.in_(requests),
        table.proposal_id.in_(asked),
        table.appointment_id.in_(meetings),
    )


def drop_messages(session: Session, now: datetime) -> int:
    """Messages that ended a year ago."""
    return _drop_batch(session, Message, Message.ended_at <= now - ROWS)


def drop_tasks(session: Session, now: datetime) -> int:
    """Tasks that were done a year ago."""
    over = Task.status != TaskStatus.OPEN
    return _drop_batch(session, Task, over & (Task.done_at <= now - ROWS))


def drop_tokens(session: Session, now: datetime) -> int:
    """Links of a year ago, unless what they are for still lives: one must be able to say stop."""
    living_offers = select(Offer.id).where(Offer.status != OfferStatus.WITHDRAWN)
    living_needs = select(HelpRequest.id).where(HelpRequest.status.in_(_NOT_ENDED))
    return _drop_batch(
        session,
        Token,
        (Token.created_at <= now - ROWS)
        & or_(Token.offer_id.is_(None), Token.offer_id.not_in(living_offers))
        & or_(Token.help_request_id.is_(None), Token.help_request_id.not_in(living_needs)),
    )


def drop_others(session: Session, now: datetime) -> int:
    """Incoming mails, absences, ties, runs, sheets of doors: whatever is over for a year."""
    limit = now - ROWS
    return sum(
        _drop_batch(session, table, condition)
        for table, condition in (
            (IncomingMail, IncomingMail.created_at <= limit),
            (Absence, Absence.ends_on <= limit.date()),
            (Tie, Tie.removed_at <= limit),
            (RunRequest, RunRequest.finished_at <= limit),
            (DoorSheet, DoorSheet.written_at <= limit),
        )
    )


def _drop_batch(session: Session, table: Any, condition: Any) -> int:
    old = session.scalars(select(table.id).where(condition).order_by(table.id).limit(BATCH)).all()
    if old:
        _drop(session, table, table.id.in_(old))
    return len(old)


def _drop(session: Session, table: Any, condition: Any) -> None:
    """Delete, after whatever points there has let go."""
    gone = select(table.id).where(condition)
    if table is Message:
        for column in (Task.message_id, IncomingMail.message_id):
            _write(session, update(column.class_).where(column.in_(gone)), message_id=None)
    if table is Task:
        mails = update(IncomingMail).where(IncomingMail.task_id.in_(gone))
        _write(session, mails, task_id=None)
    _delete(session, table, condition)


def _write(session: Session, statement: Any, **values: Any) -> None:
    session.execute(statement.values(**values).execution_options(synchronize_session=False))


def _delete(session: Session, table: type[Base], condition: Any) -> None:
    session.execute(delete(table).where(condition).execution_options(synchronize_session=False))
