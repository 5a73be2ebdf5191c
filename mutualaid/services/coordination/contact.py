"""How a neighbour is reached, as she told the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import Channel
from mutualaid.models import ContactChoice, User
from mutualaid.services import journal, users
from mutualaid.services.coordination.posting import Address, settle


@dataclass(frozen=True)
class Contact:
    """What the desk wrote down; the e-mail is the person's own to change."""

    last_name: str
    phone: str | None
    channel: Channel
    """How we tell this person."""
    contact_choice: ContactChoice
    """What the other reads after two yeses."""
    address: Address | None = None
    """Only a new one."""


def note_contact(
    session: Session, person: User, contact: Contact, *, by: User, now: datetime
) -> None:
    """Write it down; what is owed already goes the way it was owed."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    reachable = {ContactChoice.PHONE: contact.phone, ContactChoice.EMAIL: person.email}
    if not reachable.get(contact.contact_choice, "desk"):
        raise Refusal("no_such_contact")
    if contact.channel is Channel.EMAIL and not person.email:
        raise Refusal("no_such_contact")
    if contact.phone != person.phone:
        person.phone, person.phone_confirmed_at = contact.phone, now if contact.phone else None
    person.last_name = contact.last_name
    person.channel, person.contact_choice = contact.channel, contact.contact_choice
    session.flush()
    journal.note(session, "contact_noted", person, by=by, now=now)
    place = settle(session, contact.address, now=now)
    if place is not None:
        users.move(session, person, place, by=by, now=now)
