"""Everything that is held about one person, table by table: what she reads, prints and takes along.

Other people's numbers, words and refusals stay out: what somebody reported about her, who blocked
her, who said no to her, whether a wish to meet again stayed one-sided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import Answer
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Absence,
    Alert,
    Appointment,
    AppointmentHelper,
    AppointmentNotice,
    Block,
    CallSheet,
    CircleMember,
    Consent,
    Coordinator,
    DeskClaim,
    Draft,
    Enrolment,
    Feedback,
    HelperRefusal,
    HelpRequest,
    IncomingMail,
    JournalEntry,
    LadderRung,
    LevelChange,
    Merge,
    Message,
    Offer,
    OfferCategory,
    OutsideInterest,
    Place,
    Proposal,
    RecoveryCode,
    Referee,
    Relative,
    Report,
    RequestChoice,
    RequestSlot,
    Round,
    RoundAttempt,
    RoundEntry,
    RunRequest,
    SecondFactor,
    SignIn,
    Task,
    Tie,
    Token,
    User,
    UserSession,
    WeeklyNews,
)
from mutualaid.models.base import Base

Value = str | int | float | bool | None | list[Any] | dict[str, Any]
Row = dict[str, Value]


@dataclass(frozen=True)
class Section:
    """What is told of one table: which rows are hers, and which columns."""

    table: type[Base]
    columns: tuple[str, ...]
    mine: Callable[[User], Any]
    withheld: dict[str, str] = field(default_factory=dict)
    """Columns about a person that are not told, each with its reason."""


def _my_requests(me: User) -> Any:
    return select(HelpRequest.id).where(HelpRequest.user_id == me.id)


def _my_meetings(me: User) -> Any:
    helped = select(AppointmentHelper.appointment_id).where(AppointmentHelper.helper_id == me.id)
    return or_(
        Appointment.help_request_id.in_(_my_requests(me)),
        Appointment.id.in_(helped),
    )


def _my_places(me: User) -> Any:
    asked_from = select(HelpRequest.place_id).where(HelpRequest.user_id == me.id)
    return or_(Place.id == me.place_id, Place.id.in_(asked_from))


def _asked_of_me_or_said_yes(me: User) -> Any:
    """Whoever was asked for her and said no, or nothing, is never told."""
    said_yes = Proposal.helper_answer == Answer.YES
    return or_(
        Proposal.helper_id == me.id,
        and_(Proposal.help_request_id.in_(_my_requests(me)), said_yes),
    )


def _my_enrolment(me: User) -> Any:
    return select(Enrolment.id).where(Enrolment.user_id == me.id)


def _my_lines(me: User) -> Any:
    return select(RoundEntry.id).where(RoundEntry.user_id == me.id)


_WORDS_OF_OTHERS = (TaskKind.REPORT, TaskKind.WENT_BADLY, TaskKind.REFUSALS)
SECTIONS: tuple[Section, ...] = (
    Section(
        User,
        (
            "id", "first_name", "last_name", "email", "email_confirmed_at", "phone",
            "phone_confirmed_at", "channel", "contact_choice", "ui_language", "languages",
            "is_adult", "met_on", "level", "charter_accepted_at", "drives_declared_on",
            "weekly_mask", "weeks_vary", "rhythm_per_month", "paused_until", "rest_until",
            "n_ignored", "is_reminded_by_call", "call_hours", "created_at", "last_contact_at",
            "n_ignored", "is_reminded_by_call", "is_in_veille", "created_at", "last_contact_at",
        ),
        lambda me: User.id == me.id,
    ),
    Section(
        Place,
        (
            "line", "house_number", "street", "postcode", "commune", "flat", "door_note",
            "precision", "lat", "lon", "source", "created_at",
        ),
        _my_places,
    ),
    Section(
        HelpRequest,
        (
            "id", "category", "facts", "note", "status", "helpers_needed", "recurrence", "until_on",
            "start_time", "minutes", "language", "is_urgent", "agreed_in_advance_at", "created_at",
            "confirmed_at", "ended_at",
        ),
        lambda me: HelpRequest.user_id == me.id,
    ),
    Section(
        RequestSlot,
        ("help_request_id", "on_date", "half_day"),
        lambda me: RequestSlot.help_request_id.in_(_my_requests(me)),
    ),
    Section(
        Offer,
        (
            "id", "status", "reach", "note", "paused_until", "ends_on", "created_at",
            "confirmed_at", "withdrawn_at",
        ),
        lambda me: Offer.user_id == me.id,
    ),
    Section(
        OfferCategory,
        ("offer_id", "category"),
        lambda me: OfferCategory.offer_id.in_(select(Offer.id).where(Offer.user_id == me.id)),
    ),
    Section(Absence, ("starts_on", "ends_on"), lambda me: Absence.user_id == me.id),
    Section(
        Proposal,
        ("on_date", "half_day", "distance_m", "status", "created_at", "ended_at"),
        _asked_of_me_or_said_yes,
    ),
    Section(
        Appointment,
        (
            "id", "on_date", "half_day", "start_time", "minutes", "status", "mot_de_passage",
            "created_at", "ended_at",
        ),
        _my_meetings,
    ),
    Section(
        AppointmentHelper,
        ("appointment_id", "status"),
        lambda me: AppointmentHelper.helper_id == me.id,
    ),
    Section(
        AppointmentNotice,
        ("appointment_id", "kind", "minutes", "created_at"),
        lambda me: AppointmentNotice.user_id == me.id,
    ),
    Section(
        Feedback,
        (
            "appointment_id", "took_place", "feeling", "wants_again", "thanks_phrase", "thanks",
            "created_at",
        ),
        lambda me: Feedback.user_id == me.id,
    ),
    Section(
        Tie,
        ("n_meetings", "is_mutual", "created_at", "removed_at"),
        lambda me: or_(Tie.low_id == me.id, Tie.high_id == me.id),
    ),
    Section(
        Relative,
        ("role", "first_name", "phone", "email", "confirmed_at", "created_at"),
        lambda me: or_(Relative.user_id == me.id, Relative.account_id == me.id),
    ),
    Section(
        LevelChange, ("before", "after", "changed_at"), lambda me: LevelChange.user_id == me.id
    ),
    Section(
        Referee, ("first_name", "confirmed_on", "created_at"), lambda me: Referee.user_id == me.id
    ),
    Section(
        Merge,
        ("merged_at", "undone_at"),
        lambda me: or_(Merge.kept_id == me.id, Merge.gone_id == me.id),
        {"record": "the same words as in the other tables, as they stood before; gone in 30 days"},
    ),
    Section(Block, ("created_at",), lambda me: Block.blocker_id == me.id),
    Section(
        Report,
        ("kind", "words", "created_at", "seen_at", "closed_at"),
        lambda me: Report.reporter_id == me.id,
    ),
    Section(
        Consent,
        ("purpose", "wording_version", "channel", "given_at", "withdrawn_at"),
        lambda me: Consent.user_id == me.id,
    ),
    Section(Coordinator, ("role", "created_at"), lambda me: Coordinator.user_id == me.id),
    Section(
        Message,
        ("kind", "channel", "status", "created_at", "ended_at"),
        lambda me: Message.user_id == me.id,
    ),
    Section(
        Task,
        ("kind", "status", "words", "created_at", "done_at"),
        lambda me: and_(Task.user_id == me.id, Task.kind.not_in(_WORDS_OF_OTHERS)),
        {"note": "what a coordinator wrote for herself may name others: the controller tells it"},
    ),
    Section(
        HelperRefusal, ("created_at",), lambda me: HelperRefusal.helper_id == me.id
    ),
    Section(
        RequestChoice,
        ("wish", "decided_at"),
        lambda me: RequestChoice.help_request_id.in_(_my_requests(me)),
    ),
    Section(
        DeskClaim,
        ("taken_at",),
        lambda me: DeskClaim.holder_id == me.id,
        {"note": "what one coordinator wrote to another names others: the controller tells it"},
    ),
    Section(
        Enrolment,
        (
            "status", "entered_by", "cadence", "news_by", "wants_alert_mail",
            "preferred_half_day", "preferred_time", "topic", "after_hours", "mot_de_passage",
            "agreed_until", "last_news_at", "silent_since", "call_again_on", "created_at",
            "ended_at",
        ),
        lambda me: Enrolment.user_id == me.id,
    ),
    Section(
        CircleMember,
        ("created_at",),
        lambda me: or_(
            CircleMember.neighbour_id == me.id,
            CircleMember.enrolment_id.in_(_my_enrolment(me)),
        ),
    ),
    Section(
        RoundEntry, ("outcome", "need", "created_at"), lambda me: RoundEntry.user_id == me.id
    ),
    Section(
        RoundAttempt, ("number", "outcome", "at"),
        lambda me: RoundAttempt.entry_id.in_(_my_lines(me)),
    ),
    Section(
        LadderRung,
        ("rung", "due_at", "deadline_at"),
        lambda me: LadderRung.enrolment_id.in_(_my_enrolment(me)),
    ),
    Section(
        WeeklyNews,
        ("week_on", "answer", "asked_at", "answered_at"),
        lambda me: WeeklyNews.user_id == me.id,
    ),
    Section(
        Round,
        ("kind", "level", "on_date", "status"),
        lambda me: or_(Round.responsible_id == me.id, Round.opened_by_id == me.id),
    ),
    Section(
        CallSheet, ("number", "fate", "fate_at"), lambda me: CallSheet.fate_by_id == me.id
    ),
    Section(
        Alert, ("kind", "level", "started_at", "ended_at"), lambda me: Alert.set_by_id == me.id
    ),
    Section(
        UserSession,
        ("created_at", "seen_at", "expires_at", "revoked_at", "proved_at"),
        lambda me: UserSession.user_id == me.id,
    ),
    Section(SecondFactor, ("created_at",), lambda me: SecondFactor.user_id == me.id),
    Section(
        RecoveryCode, ("created_at", "used_at"), lambda me: RecoveryCode.user_id == me.id
    ),
    Section(
        Draft,
        ("form", "answers", "updated_at", "expires_at"),
        lambda me: Draft.session_id.in_(
            select(UserSession.id).where(UserSession.user_id == me.id)
        ),
    ),
    Section(SignIn, ("created_at", "expires_at", "used_at"), lambda me: SignIn.user_id == me.id),
    Section(Token, ("purpose", "status", "created_at"), lambda me: Token.user_id == me.id),
    Section(
        IncomingMail,
        ("kind", "created_at"),
        lambda me: IncomingMail.message_id.in_(
            select(Message.id).where(Message.user_id == me.id)
        ),
    ),
    Section(
        RunRequest,
        ("created_at", "finished_at"),
        lambda me: or_(
            RunRequest.asked_by_id == me.id, RunRequest.help_request_id.in_(_my_requests(me))
        ),
    ),
    Section(
        OutsideInterest,
        ("email", "commune", "created_at"),
        lambda me: OutsideInterest.email == (me.email or ""),
    ),
    Section(
        JournalEntry,
        ("at", "action"),
        lambda me: or_(
            JournalEntry.actor_id == me.id,
            and_(JournalEntry.subject_kind == "users", JournalEntry.subject_id == me.id),
        ),
    ),
)  # fmt: skip
"""Every table in which a person stands; a test fails when a new one is missing."""


def read(session: Session, me: User) -> dict[str, list[dict[str, Any]]]:
    """All that is held, by table, as the database gives it."""
    return {section.table.__tablename__: _rows(session, section, me) for section in SECTIONS}


def everything(session: Session, me: User) -> dict[str, list[Row]]:
    """The same in plain values that JSON knows."""
    return {
        table: [{name: _plain(value) for name, value in row.items()} for row in rows]
        for table, rows in read(session, me).items()
    }


def _rows(session: Session, section: Section, me: User) -> list[dict[str, Any]]:
    table: Any = section.table
    columns = [getattr(table, name) for name in section.columns]
    keys = list(table.__table__.primary_key.columns)
    found = session.execute(select(*columns).where(section.mine(me)).order_by(*keys))
    return [dict(zip(section.columns, row, strict=True)) for row in found]


def _plain(value: Any) -> Value:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    plain: Value = value
    return plain
