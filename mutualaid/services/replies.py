"""Somebody answered one of our mails with words: a coordinator reads them and presses for her."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.deadlines import margin_before
from mutualaid.domain.incoming import ReadMail
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Message, Proposal, Task, User
from mutualaid.queries import users as user_queries
from mutualaid.queries.proposals import waits_for
from mutualaid.services import tasks
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals import clocks
from mutualaid.services.transitions import touch

OTHER_ADDRESS = "other_address"
"""The note of a reply that was not written from the person's own mailbox."""


def find_writer(session: Session, sender: str) -> User | None:
    """Whose mailbox this is: the first to have joined, where several share it."""
    people = user_queries.list_people_of_mailbox(session, sender) if sender else []
    return next((each for each in people if each.neighbourhood_id is not None), None)


def ask_desk(
    session: Session, mail_id: int, mail: ReadMail, message: Message | None, *, now: datetime
) -> Task:
    """Put the words on the desk; the question that they answer waits for the coordinator.

    Who writes from another address may be anybody: the words are shown, and nothing waits.
    """
    person = message.user if message is not None else find_writer(session, mail.sender)
    is_own = person is not None and person.email is not None and person.email == mail.sender
    about = message if is_own else None
    if about is not None and about.proposal_id is not None:
        _stop_expiry(session, about.proposal_id, about.user_id, now)
    return tasks.ask_desk(
        session,
        TaskKind.REPLY,
        f"reply:{mail_id}",
        now=now,
        neighbourhood_id=_desk_of(person, message),
        user_id=person.id if person else None,
        message_id=message.id if message else None,
        help_request_id=message.help_request_id if message else None,
        proposal_id=about.proposal_id if about else None,
        appointment_id=about.appointment_id if about else None,
        words=mail.words,
        note="" if is_own else OTHER_ADDRESS,
    )


def _desk_of(person: User | None, message: Message | None) -> int | None:
    own = person.neighbourhood_id if person is not None else None
    return own or (message.neighbourhood_id if message is not None else None)


def _stop_expiry(session: Session, proposal_id: int, user_id: int, now: datetime) -> None:
    """A person has answered, a person reads it: as long as there is a margin before the start."""
    request_id = select(Proposal.help_request_id).where(Proposal.id == proposal_id)
    help_request = lock_request(session, session.scalars(request_id).one())
    proposal = session.get_one(Proposal, proposal_id, populate_existing=True)
    if not waits_for(proposal, user_id, now):
        return
    starts_at = proposal.slot.starts_at(help_request.zone, help_request.start_time)
    latest = starts_at - margin_before(urgent=help_request.is_urgent)
    if latest > proposal.expires_at:
        touch(session, proposal, expires_at=latest)


def read_without_answer(session: Session, task: Task, *, now: datetime) -> None:
    """The words said neither yes nor no: the question has a day again, not until the day itself."""
    if task.proposal_id is None or task.user_id is None:
        return
    asked = session.get_one(Proposal, task.proposal_id)
    help_request = lock_request(session, asked.help_request_id)
    proposal = session.get_one(Proposal, task.proposal_id, populate_existing=True)
    if not waits_for(proposal, task.user_id, now):
        return
    if task.user_id == help_request.user_id:
        ends_at = clocks.resident_deadline(session, help_request, proposal.slot, now=now)
    else:
        desks = clocks.desks_of(session, [proposal.helper])
        ends_at = clocks.deadline(desks, proposal.helper, help_request, proposal.slot, now=now)
    if ends_at < proposal.expires_at:
        touch(session, proposal, expires_at=ends_at)
