"""Two quarters that exchange, each with its own desk and one of everything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.domain.streets import street_key
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import DoorSheet, Message, Neighbourhood, ReportKind, Street, User
from mutualaid.services import proposals, reports, tasks
from tests import factories
from tests.factories import NOW, TODAY, thursday, veille

CANARY = "Canari"
"""In every word that belongs to the people of one desk only."""


@dataclass
class Desk:
    """What stands in one quarter, by number."""

    home_id: int
    coordinator: User
    resident_id: int
    helper_id: int
    phone_helper_id: int
    offer_id: int
    phone_offer_id: int
    request_id: int
    asked_request_id: int
    proposal_id: int
    call_id: int
    task_id: int
    failed_task_id: int
    place_id: int
    report_id: int
    round_id: int
    entry_id: int


def furnish(
    session: Session,
    name: str,
    coordinator: str,
    people: tuple[str, str, str],
    mark: str = "",
) -> Desk:
    """A quarter with one of everything; `mark` stands in everything that is private."""
    home = factories.neighbourhood(session, name, code=name[-5:].upper())
    street = f"rue {mark}" if mark else "rue des Lilas"
    session.add(
        Street(
            neighbourhood_id=home.id,
            commune=home.commune,
            postcode=home.postcode,
            name="Rue des Lilas",
            name_key=street_key("Rue des Lilas"),
            lat=home.lat,
            lon=home.lon,
        )
    )
    boss = factories.coordinator(session, home, coordinator)

    def private(number: str) -> dict[str, object]:
        place = factories.place(session, home, street=street, number=number, flat=f"{mark}{number}")
        mailbox = f"{mark}{number}@example.fr".lower()
        return {"last_name": mark, "place": place, "email": mailbox}

    resident = factories.person(session, home, people[0], phone="+33639981210", **private("7"))
    karim = factories.helper(session, home, people[1], **private("8"))
    rose = factories.helper(
        session,
        home,
        people[2],
        **private("9")
        | {
            "email": None,
            "phone": "+33639981211",
            "channel": Channel.CALL,
            "phone_confirmed_at": NOW,
        },
    )
    waiting = factories.help_request(session, resident, note=f"Sonnez {mark}")
    asked = factories.help_request(session, resident, "outing", note=f"Deux fois {mark}")
    proposal = proposals.propose(session, asked, rose, thursday(), by=boss, now=NOW)
    call = session.scalars(select(Message).where(Message.proposal_id == proposal.id)).first()
    mail = Message(
        kind=MessageKind.PROPOSAL_RESIDENT,
        event_key=f"failed:{home.id}",
        user_id=resident.id,
        channel=Channel.EMAIL,
        neighbourhood_id=home.id,
        help_request_id=asked.id,
        proposal_id=proposal.id,
        status=MessageStatus.FAILED,
        send_after=NOW,
        message_id=f"failed-{home.id}@example.fr",
        created_at=NOW,
    )
    session.add(mail)
    session.flush()
    meet = tasks.ask_desk(
        session,
        TaskKind.MEET,
        f"meet:user:{karim.user_id}",
        now=NOW,
        neighbourhood_id=home.id,
        user_id=karim.user_id,
    )
    failed = tasks.ask_desk(
        session,
        TaskKind.FAILED_MESSAGE,
        f"failed:{home.id}",
        now=NOW,
        neighbourhood_id=home.id,
        user_id=resident.id,
        message_id=mail.id,
        help_request_id=asked.id,
    )
    if mark:
        session.add(
            DoorSheet(
                neighbourhood_id=home.id, street=street, on_date=TODAY, n_closed=3, written_at=NOW
            )
        )
    report = reports.tell(
        session,
        ReportKind.CONDUCT,
        f"Une chose {mark}",
        neighbourhood_id=home.id,
        reporter=resident,
        now=NOW,
    )
    veille.takes_part(session, rose.user, by=boss)
    round_ = veille.begin(session, home, by=boss)
    (line,) = veille.lines(session, round_)
    return Desk(
        home_id=home.id,
        coordinator=boss,
        resident_id=resident.id,
        helper_id=karim.user_id,
        phone_helper_id=rose.user_id,
        offer_id=karim.id,
        phone_offer_id=rose.id,
        request_id=waiting.id,
        asked_request_id=asked.id,
        proposal_id=proposal.id,
        call_id=call.id,
        task_id=meet.id,
        failed_task_id=failed.id,
        place_id=resident.place_id,
        report_id=report.id,
        round_id=round_.id,
        entry_id=line.id,
    )


def furnish_ours(database: Database) -> Desk:
    """Les Brosses, Fatima's."""
    with database.transaction() as session:
        return furnish(session, "Les Brosses", "Fatima", ("Jeanne", "Karim", "Rose"))


def furnish_theirs(database: Database, ours: Desk) -> Desk:
    """Les Buers, Paul's, next door: every private word bears the canary."""
    with database.transaction() as session:
        desk = furnish(session, "Les Buers", "Paul", ("Odette", "Samir", "Ali"), CANARY)
        homes = [session.get_one(Neighbourhood, each.home_id) for each in (ours, desk)]
        factories.link(session, *homes)
        return desk
