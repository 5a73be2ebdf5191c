"""A request or an offer waits until its person confirmed a channel; here is how it is asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import Refusal
from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Offer, Relative, RelativeRole, User
from mutualaid.services import outbox, sign_ins, tasks
from mutualaid.wording.phones import phone_in_pairs


def needs_none(person: User, by: User | None) -> bool:
    """Whether what is posted counts at once: a confirmed person, by herself or whoever may."""
    if by is None or not person.is_confirmed:
        return False
    if by.id == person.id or policies.coordinator(by):
        return True
    return policies.speaks_for(by, person) and any(
        row.account_id == by.id and row.confirmed_at is not None for row in person.relatives
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


def ask_own_yes(session: Session, help_request: HelpRequest, carer: User, *, now: datetime) -> None:
    """A relative asked: the desk hears the person's own yes before anything is disclosed."""
    person = help_request.user
    tasks.ask_desk(
        session,
        TaskKind.OWN_YES,
        own_yes_key(person),
        now=now,
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
        help_request_id=help_request.id,
        note=" ".join(filter(None, (carer.first_name, carer.phone or carer.email))),
    )


def own_yes_key(person: User) -> str:
    """One call hears her yes to everything that is asked in her name."""
    return f"own_yes:user:{person.id}"


def ask_parent(session: Session, person: User, *, now: datetime) -> None:
    """Between 15 and 17: once the person is confirmed, the desk hears the parent she named."""
    parent = None if person.is_adult else find_parent(session, person)
    if parent is None or parent.confirmed_at is not None:
        return
    task = tasks.ask_desk(
        session,
        TaskKind.PARENT,
        parent_key(person),
        now=now,
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
    )
    phone = phone_in_pairs(parent.phone) if parent.phone else ""
    task.note = ", ".join(filter(None, (parent.first_name, phone, parent.email)))
    session.flush()


def parent_key(person: User) -> str:
    """One call hears the parent."""
    return f"{TaskKind.PARENT}:user:{person.id}"


def of_age_key(person: User) -> str:
    """« J'ai 18 ans maintenant » is confirmed once."""
    return f"{TaskKind.OF_AGE}:user:{person.id}"


def find_parent(session: Session, person: User) -> Relative | None:
    """The parent named for somebody under 18, heard or not."""
    return session.scalar(
        select(Relative)
        .where(Relative.user_id == person.id, Relative.role == RelativeRole.PARENT)
        .order_by(Relative.id)
        .limit(1)
    )


def check_age(person: User, by: User | None, carer: User | None = None) -> None:
    """Refuse what somebody under 18 asks or offers, or what is asked or offered for her.

    Said only to whoever may know her age: she herself, her desk, whoever speaks for her. What a
    stranger types in her name is written like any other, and never opens.
    """
    for poster in (by, carer):
        if poster is not None and not policies.may_post(poster):
            raise Refusal("under_18")
    if by is None or policies.may_post(person):
        return
    if policies.may_act_for(by, person) or policies.speaks_for(by, person):
        raise Refusal("under_18")


def may_ever_open(session: Session, about: HelpRequest | Offer) -> bool:
    """Whether neither whose post it is, nor whoever typed it, is under 18."""
    poster = session.get(User, about.posted_by_id) if about.posted_by_id is not None else None
    return policies.may_post(about.user) and (poster is None or policies.may_post(poster))


def find_carer(session: Session, person: User, account_id: int | None) -> Relative | None:
    """The relative of this account who asks for this person."""
    return session.scalar(
        select(Relative).where(
            Relative.user_id == person.id,
            Relative.account_id == account_id,
            Relative.role == RelativeRole.CARER,
        )
    )


def may_open(session: Session, help_request: HelpRequest, confirmed: User) -> bool:
    """Whether somebody's confirmation is enough: a relative's post needs both, hers and theirs."""
    person = help_request.user
    if help_request.posted_by_id is None:
        return confirmed.id == person.id
    carer = find_carer(session, person, help_request.posted_by_id)
    if carer is None:
        return confirmed.id == person.id
    account = session.get_one(User, carer.account_id)
    return carer.confirmed_at is not None and account.is_confirmed
