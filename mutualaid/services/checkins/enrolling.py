"""Into the veille with one's own yes, and out of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.checkins import (
    AGREED_FOR,
    WORDING,
    AfterHours,
    Cadence,
    EnteredBy,
    NewsBy,
    Topic,
)
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.ids import mot_de_passage
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import ConsentPurpose, Enrolment, User, WeeklyNews
from mutualaid.queries import checkins as queries
from mutualaid.services import consents, journal, outbox, tasks
from mutualaid.services.checkins.listing import join_open_round, leave_open_round
from mutualaid.services.checkins.locking import guard_person, lock_enrolment
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_people
from mutualaid.services.transitions import change

ABOUT_ONE = (
    TaskKind.WORRY,
    TaskKind.CALL_RELATIVE,
    TaskKind.GO_TO_DOOR,
    TaskKind.CALL_SERVICES,
    TaskKind.NEED_HEARD,
    TaskKind.NEWS_CALL,
    TaskKind.VEILLE_YES,
    TaskKind.VEILLE_RENEWAL,
)
"""What nobody need do any more once somebody has left the veille."""


@dataclass(frozen=True)
class Terms:
    """How often, when and by whom: as the person wishes it."""

    cadence: Cadence
    news_by: NewsBy = NewsBy.ROUND
    wants_alert_mail: bool = False
    preferred_half_day: HalfDay | None = None
    preferred_time: time | None = None
    topic: Topic | None = None
    after_hours: AfterHours = AfterHours.NOBODY


@dataclass(frozen=True)
class OwnYes:
    """The person's own yes, after the words were read to her."""

    channel: str
    """phone, door, web."""


def enrol(
    session: Session,
    person: User,
    terms: Terms,
    *,
    own_yes: OwnYes | None,
    by: User,
    now: datetime,
) -> Enrolment:
    """Write somebody down; without her own yes she waits, is never listed and goes after 15 days.

    Whoever takes part already keeps her place and gets these terms.
    """
    guard_person(person, by)
    if not person.is_adult:
        raise Refusal("under_18")
    if terms.news_by is NewsBy.MAIL and not person.email:
        raise Refusal("no_such_contact")
    lock_people(session, [person.id])
    enrolment = queries.find_of(session, person)
    if enrolment is None:
        enrolment = _begin(session, person, terms, own_yes, by=by, now=now)
    elif enrolment.status is EnrolmentStatus.ENDED:
        _begin_again(session, enrolment, own_yes, by=by, now=now)
    _write_terms(session, enrolment, terms)
    if enrolment.status is EnrolmentStatus.ACTIVE:
        join_open_round(session, enrolment, now=now)
    elif own_yes is not None:
        confirm(session, person, own_yes, by=by, now=now)
    else:
        _ask_own_yes(session, enrolment, person, now=now)
    return enrolment


def _begin(
    session: Session,
    person: User,
    terms: Terms,
    own_yes: OwnYes | None,
    *,
    by: User,
    now: datetime,
) -> Enrolment:
    enrolment = Enrolment(
        user_id=person.id,
        status=EnrolmentStatus.WAITING,
        entered_by=EnteredBy.PERSON if own_yes else EnteredBy.OTHER,
        recorded_by_id=by.id,
        cadence=terms.cadence,
        mot_de_passage=mot_de_passage(),
        created_at=now,
    )
    session.add(enrolment)
    session.flush()
    journal.note(session, "veille_entered", person, by=by, now=now)
    return enrolment


def _begin_again(
    session: Session, enrolment: Enrolment, own_yes: OwnYes | None, *, by: User, now: datetime
) -> None:
    change(
        session,
        enrolment,
        EnrolmentStatus.WAITING,
        entered_by=EnteredBy.PERSON if own_yes else EnteredBy.OTHER,
        recorded_by_id=by.id,
        mot_de_passage=mot_de_passage(),
        created_at=now,
        ended_at=None,
    )
    person = session.get_one(User, enrolment.user_id)
    journal.note(session, "veille_entered", person, by=by, now=now)


def _write_terms(session: Session, enrolment: Enrolment, terms: Terms) -> None:
    for name, value in vars(terms).items():
        setattr(enrolment, name, value)
    session.flush()


def change_terms(
    session: Session, person: User, terms: Terms, *, by: User, now: datetime
) -> Enrolment:
    """Another rhythm, another hour; said by the person to her desk."""
    guard_person(person, by)
    if terms.news_by is NewsBy.MAIL and not person.email:
        raise Refusal("no_such_contact")
    enrolment = lock_enrolment(session, person.id)
    if enrolment.status is EnrolmentStatus.ENDED:
        raise Refusal("veille_ended")
    _write_terms(session, enrolment, terms)
    journal.note(session, "veille_changed", person, by=by, now=now)
    join_open_round(session, enrolment, now=now)
    return enrolment


def _ask_own_yes(session: Session, enrolment: Enrolment, person: User, *, now: datetime) -> None:
    tasks.ask_desk(
        session,
        TaskKind.VEILLE_YES,
        f"veille_yes:{enrolment.id}",
        now=now,
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
    )


def confirm(session: Session, person: User, own_yes: OwnYes, *, by: User, now: datetime) -> None:
    """« Oui, je veux bien »: heard from the person herself. Saying it twice is once."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    enrolment = lock_enrolment(session, person.id)
    if enrolment.status is EnrolmentStatus.ACTIVE:
        return
    if enrolment.status is EnrolmentStatus.ENDED:
        raise Refusal("veille_ended")
    _record(session, person, own_yes, by=by, now=now)
    change(
        session,
        enrolment,
        EnrolmentStatus.ACTIVE,
        agreed_until=local_date(now + AGREED_FOR, person.zone),
    )
    _mark(session, person, is_in_veille=True)
    tasks.drop(session, f"veille_yes:{enrolment.id}", now=now)
    journal.note(session, "veille_agreed", person, by=by, now=now)
    join_open_round(session, enrolment, now=now)
    heard_from(session, person, now=now)


def renew(session: Session, person: User, own_yes: OwnYes, *, by: User, now: datetime) -> None:
    """« Oui, on continue »: a year from today, in today's words."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    enrolment = lock_enrolment(session, person.id)
    if enrolment.status is not EnrolmentStatus.ACTIVE:
        raise Refusal("veille_ended")
    consents.take_back(session, person, ConsentPurpose.VEILLE, now=now)
    _record(session, person, own_yes, by=by, now=now)
    enrolment.agreed_until = local_date(now + AGREED_FOR, person.zone)
    session.flush()
    tasks.drop_about(session, person, (TaskKind.VEILLE_RENEWAL,), now=now)
    journal.note(session, "veille_renewed", person, by=by, now=now)
    join_open_round(session, enrolment, now=now)
    heard_from(session, person, now=now)


def withdraw(session: Session, person: User, *, by: User, now: datetime) -> None:
    """Out at once: of the round under way, of the ladder, of the mails. Twice is once."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    enrolment = lock_enrolment(session, person.id)
    end(session, enrolment, person, by=by, now=now)


def end(
    session: Session, enrolment: Enrolment, person: User, *, by: User | None, now: datetime
) -> None:
    """The same, by the desk's clock or because somebody leaves; the person is locked."""
    if enrolment.status is EnrolmentStatus.ENDED:
        return
    change(
        session,
        enrolment,
        EnrolmentStatus.ENDED,
        ended_at=now,
        agreed_until=None,
        silent_since=None,
        call_again_on=None,
        streak=enrolment.streak + 1,
    )
    _mark(session, person, is_in_veille=False)
    consents.take_back(session, person, ConsentPurpose.VEILLE, now=now)
    leave_open_round(session, person)
    tasks.drop_about(session, person, ABOUT_ONE, now=now)
    void_mails(session, person, now=now)
    session.execute(delete(WeeklyNews).where(WeeklyNews.user_id == person.id))
    journal.note(session, "veille_ended", person, by=by, now=now)


def _record(session: Session, person: User, own_yes: OwnYes, *, by: User, now: datetime) -> None:
    consents.record(
        session,
        person,
        ConsentPurpose.VEILLE,
        wording=WORDING,
        channel=own_yes.channel,
        by=by,
        now=now,
    )
    session.flush()


def void_mails(session: Session, person: User, *, now: datetime) -> None:
    """The mails of the veille that have not left stay here."""
    for kind in (MessageKind.WEEKLY_NEWS, MessageKind.HEAT_ADVICE):
        outbox.void(session, now=now, kind=kind, user_id=person.id)


def _mark(session: Session, person: User, *, is_in_veille: bool) -> None:
    session.execute(
        update(User)
        .where(User.id == person.id)
        .values(is_in_veille=is_in_veille)
        .execution_options(synchronize_session=False)
    )
    session.expire(person, ["is_in_veille"])
