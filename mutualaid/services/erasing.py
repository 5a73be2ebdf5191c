"""A person becomes a number: every word about her goes, what others need to count stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.geo import Precision
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus, RoundStatus, TaskStatus
from mutualaid.models import (
    Absence,
    Appointment,
    AppointmentHelper,
    Block,
    CircleMember,
    Consent,
    Coordinator,
    DeskClaim,
    Erasure,
    ErasureReason,
    Feedback,
    HelpRequest,
    LevelChange,
    Merge,
    Message,
    Offer,
    Place,
    RecoveryCode,
    Referee,
    Relative,
    Report,
    RequestChoice,
    Round,
    SecondFactor,
    SignIn,
    Task,
    Tie,
    Token,
    User,
    UserSession,
)
from mutualaid.models.base import Base
from mutualaid.services import journal, outbox
from mutualaid.services.checkins import keeping

NO_PLACE: dict[str, Any] = {
    "line": "",
    "house_number": "",
    "street": "",
    "postcode": "",
    "commune": "",
    "flat": "",
    "door_note": "",
    "precision": Precision.NONE,
    "lat": None,
    "lon": None,
    "source": "",
}
"""What is left of an address."""
NO_NEED: dict[str, Any] = {"facts": {}, "note": "", "language": None, "unmatched_reason": None}
"""What is left of the words of a request."""
NOBODY: dict[str, Any] = {
    "first_name": "",
    "last_name": "",
    "email": None,
    "email_confirmed_at": None,
    "phone": None,
    "phone_confirmed_at": None,
    "languages": [],
    "place_id": None,
    "household_id": None,
    "spoken_for_by_id": None,
    "met_on": None,
    "met_by_id": None,
    "level": 0,
    "charter_accepted_at": None,
    "drives_declared_on": None,
    "weekly_mask": 0,
    "weeks_vary": False,
    "rhythm_per_month": None,
    "call_hours": "",
    "paused_until": None,
    "rest_until": None,
    "is_in_veille": False,
    "is_admin": False,
}
"""What is left of a person beside the number, the neighbourhood and two dates."""


def erase(session: Session, person: User, reason: ErasureReason, *, now: datetime) -> None:
    """Forget everything about somebody whose offers, requests and appointments have ended."""
    session.flush()
    if reason is not ErasureReason.UNCONFIRMED:
        _tell_whoever_speaks(session, person, now=now)
    journal.note(session, "erased", person, by=None, now=now)
    requests = _ids(session, select(HelpRequest.id).where(HelpRequest.user_id == person.id))
    places = _places_only_of(session, person)
    _sign_out(session, person, now=now)
    _blank_what_was_written(session, person, requests, now=now)
    _leave_the_others(session, person, now=now)
    _write(session, update(User).where(User.id == person.id), left_at=now, **NOBODY)
    _write(session, update(HelpRequest).where(HelpRequest.id.in_(requests)), place_id=None)
    forget_places(session, places)
    session.merge(Erasure(user_number=person.id, reason=reason, erased_at=now))
    session.flush()
    session.expire_all()


def forget_places(session: Session, place_ids: Collection[int]) -> None:
    """These addresses are nobody's any more."""
    _write(session, update(Place).where(Place.id.in_(place_ids)), **NO_PLACE)


def _tell_whoever_speaks(session: Session, person: User, *, now: datetime) -> None:
    """The relative who asked in this person's name; the person herself has no address left."""
    speaker = session.get(User, person.spoken_for_by_id) if person.spoken_for_by_id else None
    if speaker is not None and speaker.left_at is None and not speaker.coordinations:
        outbox.owe(session, MessageKind.LEFT, speaker, about=person, now=now)


def _sign_out(session: Session, person: User, *, now: datetime) -> None:
    """No session, code or mailed link is worth anything; nothing that is owed leaves."""
    for table in (UserSession, SignIn, Token, SecondFactor, RecoveryCode):
        _delete(session, table, table.user_id == person.id)
    owed = Message.status.in_([MessageStatus.PENDING, MessageStatus.FAILED])
    _write(
        session,
        update(Message).where(Message.user_id == person.id, owed),
        status=MessageStatus.CANCELLED,
        ended_at=now,
    )


def _blank_what_was_written(
    session: Session, person: User, requests: Collection[int], *, now: datetime
) -> None:
    helped = select(AppointmentHelper.appointment_id).where(
        AppointmentHelper.helper_id == person.id
    )
    asked = select(Appointment.id).where(Appointment.help_request_id.in_(requests))
    about = Feedback.appointment_id.in_(helped) | Feedback.appointment_id.in_(asked)
    hers = Task.user_id == person.id
    _write(session, update(HelpRequest).where(HelpRequest.id.in_(requests)), **NO_NEED)
    _write(session, update(Offer).where(Offer.user_id == person.id), note="")
    _write(session, update(Feedback).where(about), thanks="")
    _write(session, update(Report).where(Report.reporter_id == person.id), words="")
    _write(
        session,
        update(Task).where(hers, Task.status == TaskStatus.OPEN),
        status=TaskStatus.CANCELLED,
        done_at=now,
    )
    _forget_deskwork(session, person, requests)
    over = Task.status != TaskStatus.OPEN
    of_requests = Task.help_request_id.in_(requests)
    _write(session, update(Task).where(over, or_(hers, of_requests)), words="", note="")


def _forget_deskwork(session: Session, person: User, requests: Collection[int]) -> None:
    """Who took care of her calls and tasks, and what was decided about her or by her."""
    about_her = select(Task.id).where(Task.user_id == person.id)
    claims = (DeskClaim.holder_id, DeskClaim.handed_by_id, DeskClaim.callee_id)
    _delete(
        session,
        DeskClaim,
        or_(DeskClaim.task_id.in_(about_her), *(column == person.id for column in claims)),
    )
    of_requests = RequestChoice.help_request_id.in_(requests)
    _delete(session, RequestChoice, or_(of_requests, RequestChoice.helper_id == person.id))
    decided = update(RequestChoice).where(RequestChoice.decided_by_id == person.id)
    _write(session, decided, decided_by_id=None)


def _leave_the_others(session: Session, person: User, *, now: datetime) -> None:
    """Household, ties, blocks, relatives, office: the others go on without this person."""
    for table in (Absence, LevelChange, Referee):
        _delete(session, table, table.user_id == person.id)
    merged = update(Merge).where(or_(Merge.kept_id == person.id, Merge.gone_id == person.id))
    _write(session, merged, record={})
    keeping.forget_person(session, person)
    _delete(session, CircleMember, CircleMember.neighbour_id == person.id)
    _delete(session, Relative, or_(Relative.user_id == person.id, Relative.account_id == person.id))
    _delete(session, Block, or_(Block.blocker_id == person.id, Block.blocked_id == person.id))
    _write(
        session,
        update(Tie).where(
            or_(Tie.low_id == person.id, Tie.high_id == person.id), Tie.removed_at.is_(None)
        ),
        removed_at=now,
    )
    _write(
        session,
        update(Consent).where(Consent.user_id == person.id, Consent.withdrawn_at.is_(None)),
        withdrawn_at=now,
    )
    wanted = update(HelpRequest).where(HelpRequest.wanted_helper_id == person.id)
    _write(session, wanted, wanted_helper_id=None)
    told = update(HelpRequest).where(HelpRequest.reported_by_id == person.id)
    _write(session, told, reported_by_id=None)
    _close_household(session, person)
    _leave_office(session, person, now=now)
    _hand_on_voice(session, person)


def _close_household(session: Session, person: User) -> None:
    """The next one becomes the first of the household."""
    rest = _ids(session, select(User.id).where(User.household_id == person.id).order_by(User.id))
    if rest:
        _write(session, update(User).where(User.id.in_(rest)), household_id=rest[0])
        _write(session, update(User).where(User.id == rest[0]), household_id=None)


def _leave_office(session: Session, person: User, *, now: datetime) -> None:
    for row in session.scalars(select(Coordinator).where(Coordinator.user_id == person.id)).all():
        journal.note(
            session, "role_removed", person, by=None, now=now, neighbourhood=row.neighbourhood_id
        )
        session.delete(row)
        session.flush()
        _hand_on_rounds(session, person, row.neighbourhood_id)


def _hand_on_rounds(session: Session, person: User, neighbourhood_id: int) -> None:
    """No round without a name: somebody else who coordinates there answers for it."""
    heir = session.scalar(
        select(Coordinator.user_id)
        .where(Coordinator.neighbourhood_id == neighbourhood_id)
        .order_by(Coordinator.id)
        .limit(1)
    )
    if heir is not None:
        theirs = update(Round).where(
            Round.responsible_id == person.id,
            Round.neighbourhood_id == neighbourhood_id,
            Round.status == RoundStatus.OPEN,
        )
        _write(session, theirs, responsible_id=heir)


def _hand_on_voice(session: Session, person: User) -> None:
    """Those for whom this person spoke are the coordinator's, who calls them from now on."""
    silent = session.scalars(select(User).where(User.spoken_for_by_id == person.id)).all()
    for each in silent:
        if each.email is not None and each.email == person.email:
            each.email, each.email_confirmed_at, each.channel = None, None, Channel.CALL
            each.email_version += 1
        each.spoken_for_by_id = session.scalar(
            select(Coordinator.user_id)
            .where(Coordinator.neighbourhood_id == each.neighbourhood_id)
            .order_by(Coordinator.id)
            .limit(1)
        )
    session.flush()


def _places_only_of(session: Session, person: User) -> list[int]:
    """Addresses where nobody else lives, and from which nobody else asks."""
    lived = select(User.place_id).where(User.id == person.id)
    before = _places_before_a_merge(session, person)
    asked = select(HelpRequest.place_id).where(HelpRequest.user_id == person.id)
    others = select(User.place_id).where(User.id != person.id, User.place_id.is_not(None))
    theirs = select(HelpRequest.place_id).where(
        HelpRequest.user_id != person.id, HelpRequest.place_id.is_not(None)
    )
    return _ids(
        session,
        select(Place.id).where(
            or_(Place.id.in_(lived), Place.id.in_(asked), Place.id.in_(before)),
            Place.id.not_in(others),
            Place.id.not_in(theirs),
        ),
    )


def _places_before_a_merge(session: Session, person: User) -> set[int]:
    """The other address of somebody who was written down twice, while that can be taken back."""
    records = session.scalars(select(Merge.record).where(Merge.kept_id == person.id))
    steps = [step for record in records for step in record.get("steps", ())]
    moved = [step.get("before", {}) for step in steps if step["table"] == "users"]
    return {each["place_id"] for each in moved if each.get("place_id") is not None}


def _ids(session: Session, wanted: Any) -> list[int]:
    found: Iterable[int] = session.scalars(wanted).all()
    return list(found)


def _write(session: Session, statement: Any, **values: Any) -> None:
    session.execute(statement.values(**values).execution_options(synchronize_session=False))


def _delete(session: Session, table: type[Base], condition: Any) -> None:
    session.execute(delete(table).where(condition).execution_options(synchronize_session=False))
