"""A request or an offer waits until its person confirmed a channel; here is how it is asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Offer, User
from mutualaid.services import outbox, sign_ins, tasks


def needs_none(person: User, by: User | None) -> bool:
    """Whether what is posted counts at once: a confirmed person, herself or with a coordinator."""
    return (
        person.is_confirmed and by is not None and (by.id == person.id or policies.coordinator(by))
    )


def ask(session: Session, about: HelpRequest | Offer, *, browser_id: str, now: datetime) -> None:
    """Owe the code by e-mail, or the call that confirms it."""
    person = about.user
    if outbox.channel_of(person) is Channel.EMAIL and person.email:
        sign_ins.ask_link(session, person.email, browser_id=browser_id, about=about, now=now)
    else:
        ask_call(session, about, now=now)


def ask_call(session: Session, about: HelpRequest | Offer, *, now: datetime) -> None:
    """Put the call that confirms on the desk: whoever left only a phone is told to expect it."""
    person = about.user
    tasks.ask_desk(
        session,
        TaskKind.CONFIRM,
        reason_key(person),
        now=now,
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
        help_request_id=about.id if isinstance(about, HelpRequest) else None,
    )


def is_settled(session: Session, person: User, *, now: datetime) -> None:
    """The person confirmed a channel: no call is owed for that any more."""
    tasks.drop(session, reason_key(person), now=now)


def reason_key(person: User) -> str:
    """One call confirms everything that a person posted."""
    return f"confirm:user:{person.id}"
