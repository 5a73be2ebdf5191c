"""One person with a word in every column that may hold one, and a row in every table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import (
    Answer,
    AppointmentStatus,
    Channel,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Absence,
    Appointment,
    AppointmentHelper,
    AppointmentNotice,
    Base,
    Block,
    Consent,
    ConsentPurpose,
    DeskClaim,
    Draft,
    Feedback,
    HelperRefusal,
    HelperWish,
    HelpRequest,
    IncomingMail,
    LevelChange,
    MailKind,
    Merge,
    Message,
    Neighbourhood,
    NoticeKind,
    OutsideInterest,
    Place,
    Proposal,
    Referee,
    Relative,
    RelativeRole,
    Report,
    ReportKind,
    RequestChoice,
    RunRequest,
    Task,
    Tie,
    User,
)
from mutualaid.services import journal, sessions, sign_ins, tokens
from tests import factories
from tests.factories import NOW, veille


@dataclass
class Life:
    """Numbers of the person and of what hangs on her."""

    person_id: int
    other_id: int
    request_id: int
    place_id: int


def live(
    session: Session, home: Neighbourhood, mark: str, *, now: datetime = NOW, at_work: bool = False
) -> Life:
    """Somebody who asked, offered, was helped and helps; every word holds `mark`.

    `at_work`: the coup de main is still to come and the offer is active; else all has ended.
    """
    place = _marked_place(session, home, mark, now)
    person = factories.person(
        session,
        home,
        f"{mark}first",
        last_name=f"{mark}last",
        email=f"{mark}@example.fr".lower(),
        phone="+33639981277",
        phone_confirmed_at=now,
        place=place,
        created_at=now,
        languages=["fr", "oc"],
        call_hours=f"{mark} hours",
    )
    karim = factories.helper(session, home, "Karim", created_at=now)
    other = session.get_one(User, karim.user_id)
    offer = factories.helper(session, home, "Nobody", place=None, created_at=now)
    session.get_one(User, offer.user_id).phone = None
    offer.user_id = person.id
    offer.note, offer.created_at = f"{mark} offer note", now
    need = _need(session, person, mark, now, at_work=at_work)
    meeting = _meeting(session, need, other, now, at_work=at_work)
    if not at_work:
        offer.status, offer.withdrawn_at = OfferStatus.WITHDRAWN, now
    _around(session, (person, other), meeting, mark, now)
    veille.take_part_for_a_day(session, (person, other), home, mark, now)
    _open_doors(session, person, mark, now)
    session.flush()
    return Life(person.id, other.id, need.id, place.id)


def _marked_place(session: Session, home: Neighbourhood, mark: str, now: datetime) -> Place:
    place = factories.place(session, home, street=f"rue {mark}", number="7", flat=f"{mark}flat")
    place.door_note, place.commune = f"{mark} door", f"{mark}ville"
    place.postcode, place.house_number, place.created_at = f"{mark}"[:10], f"7{mark}"[:12], now
    place.lat, place.lon = 45.123456, 4.654321
    return place


def _need(
    session: Session, person: User, mark: str, now: datetime, *, at_work: bool
) -> HelpRequest:
    return factories.help_request(
        session,
        person,
        slots=(Slot.of(now.date() + timedelta(days=3), HalfDay.AFTERNOON),),
        facts={"where_to": f"{mark} fact"},
        note=f"{mark} note",
        language="oc",
        created_at=now,
        confirmed_at=now,
        status=RequestStatus.AGREED if at_work else RequestStatus.DONE,
        ended_at=None if at_work else now,
    )


def _meeting(
    session: Session, need: HelpRequest, other: User, now: datetime, *, at_work: bool
) -> Appointment:
    slot = need.slots[0]
    proposal = Proposal(
        help_request_id=need.id,
        helper_id=other.id,
        on_date=slot.on_date,
        half_day=slot.half_day,
        status=ProposalStatus.AGREED,
        helper_answer=Answer.YES,
        expires_at=now,
        created_at=now,
    )
    refused = Proposal(
        help_request_id=need.id,
        helper_id=other.id,
        on_date=slot.on_date,
        half_day=slot.half_day,
        status=ProposalStatus.DECLINED,
        expires_at=now,
        created_at=now,
        ended_at=now,
    )
    meeting = Appointment(
        help_request_id=need.id,
        on_date=slot.on_date,
        half_day=slot.half_day,
        minutes=60,
        status=AppointmentStatus.PLANNED if at_work else AppointmentStatus.DONE,
        uid=f"uid{need.id}@fil-de-voisins",
        mot_de_passage="tournesol bleu",
        created_at=now,
        ended_at=None if at_work else now,
    )
    session.add_all([proposal, refused, meeting])
    session.flush()
    session.add(
        AppointmentHelper(appointment_id=meeting.id, helper_id=other.id, proposal_id=proposal.id)
    )
    session.flush()
    return meeting


def _around(
    session: Session, people: tuple[User, User], meeting: Appointment, mark: str, now: datetime
) -> None:
    """Everything that others wrote down about her."""
    person, other = people
    need = meeting.help_request
    message = Message(
        kind=MessageKind.AGREED_RESIDENT,
        event_key=f"agreed:{need.id}",
        user_id=person.id,
        channel=Channel.EMAIL,
        neighbourhood_id=person.neighbourhood_id,
        help_request_id=need.id,
        appointment_id=meeting.id,
        status="sent",
        send_after=now,
        message_id=f"{need.id}@fil-de-voisins",
        created_at=now,
        ended_at=now,
    )
    task = Task(
        kind=TaskKind.REPLY,
        reason_key=f"reply:{need.id}",
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
        help_request_id=need.id,
        status=TaskStatus.DONE,
        done_at=now,
        created_at=now,
        words=f"{mark} reply",
        note=f"{mark} note of the desk",
    )
    session.add_all([message, task])
    session.flush()
    low, high = sorted((person.id, other.id))
    session.add_all(
        [
            Feedback(
                appointment_id=meeting.id,
                user_id=person.id,
                thanks=f"{mark} thanks",
                created_at=now,
            ),
            AppointmentNotice(
                appointment_id=meeting.id, user_id=other.id, kind=NoticeKind.LATE, created_at=now
            ),
            IncomingMail(
                mail_hash="a" * 60 + f"{need.id:04d}",
                kind=MailKind.REPLY,
                message_id=message.id,
                task_id=task.id,
                created_at=now,
            ),
            Report(
                reporter_id=person.id,
                appointment_id=meeting.id,
                kind=ReportKind.SERVICE,
                words=f"{mark} report",
                created_at=now,
            ),
            Relative(
                user_id=person.id,
                role=RelativeRole.TRUSTED,
                first_name=f"{mark}niece",
                phone="+33639981278",
                email=f"{mark}niece@example.fr".lower(),
                confirmed_at=now,
                created_at=now,
            ),
            Referee(
                user_id=person.id,
                first_name=f"{mark}referee",
                confirmed_on=now.date(),
                created_at=now,
            ),
            LevelChange(user_id=person.id, before=0, after=1, changed_at=now),
            Merge(
                kept_id=person.id,
                gone_id=other.id,
                merged_at=now,
                record={"people": f"{mark} before"},
            ),
            Tie(low_id=low, high_id=high, n_meetings=1, created_at=now),
            Block(blocker_id=person.id, blocked_id=other.id, created_at=now),
            Absence(user_id=person.id, starts_on=now.date(), ends_on=now.date()),
            Consent(
                user_id=person.id,
                purpose=ConsentPurpose.CHARTER,
                wording_version="2026-11",
                channel="web",
                given_at=now,
            ),
            RunRequest(help_request_id=need.id, created_at=now, finished_at=now),
            HelperRefusal(help_request_id=need.id, helper_id=other.id, created_at=now),
            DeskClaim(task_id=task.id, holder_id=other.id, taken_at=now, note=f"{mark} handed on"),
            RequestChoice(
                help_request_id=need.id, helper_id=other.id, wish=HelperWish.PIN, decided_at=now
            ),
            OutsideInterest(
                email=f"{mark}away@example.fr".lower(), commune=f"{mark}ville", created_at=now
            ),
        ]
    )
    session.flush()
    tokens.grant(session, TokenPurpose.APPOINTMENT, meeting, person, now=now)
    journal.note(session, "agreed", meeting, by=None, now=now)


def _open_doors(session: Session, person: User, mark: str, now: datetime) -> None:
    """A browser with a draft, and a link on its way."""
    cookie = f"cookie of {person.id}"
    row = sessions.sign_in(session, user=person, replaces=None, cookie_id=cookie, now=now)
    sessions.keep_draft(session, row, "ask", {"note": f"{mark} draft"}, now=now)
    sign_ins.ask_link(session, person.email or "", browser_id="", about=None, now=now)
    session.add_all(
        [Draft(session_id=row.id, form="offer", answers={"note": mark}, updated_at=now,
               expires_at=now + timedelta(hours=24))]
    )  # fmt: skip


def columns_with(session: Session, mark: str) -> set[str]:
    """`table.column` of everything in the database that holds these letters."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            found |= {
                f"{table.name}.{name}" for name in row if mark.lower() in str(row[name]).lower()
            }
    return found
