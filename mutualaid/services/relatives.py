"""« Pour un proche »: a relative asks, and nothing is disclosed before the person's own yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel, RequestStatus
from mutualaid.models import HelpRequest, Place, Relative, RelativeRole, User
from mutualaid.services import confirmations, help_requests, journal, tasks, users

__all__ = ["LovedOne", "User", "hear_no", "hear_yes", "introduce"]


@dataclass(frozen=True)
class LovedOne:
    """The person as the relative names her."""

    first_name: str
    phone: str
    mails_to_carer: bool
    """She may take the relative's mailbox; else she is called."""


def introduce(
    session: Session,
    carer: User,
    loved_one: LovedOne,
    *,
    place: Place | None,
    neighbourhood_id: int | None,
    by: User | None,
    now: datetime,
) -> User:
    """The person for whom a relative asks, new or known; of a known one nothing changes.

    Whoever is new is spoken for at once, since all that we know of her came from the relative.
    Somebody whom we knew before is spoken for only once she has said yes herself.
    """
    person = users.join(
        session,
        first_name=loved_one.first_name,
        email=None,
        phone=loved_one.phone,
        is_adult=True,
        language=carer.ui_language,
        place=place,
        neighbourhood_id=neighbourhood_id,
        by=by,
        channel=Channel.CALL,
        now=now,
    )
    if person.id == carer.id:
        return person
    if person.created_at == now and not person.is_confirmed:
        person.spoken_for_by_id = carer.id
        if loved_one.mails_to_carer and carer.email:
            person.email, person.channel = carer.email, Channel.EMAIL
    _name_relative(session, person, carer, now=now)
    session.flush()
    return person


def _name_relative(session: Session, person: User, carer: User, *, now: datetime) -> None:
    if confirmations.find_carer(session, person, carer.id) is None:
        session.add(
            Relative(
                user_id=person.id,
                account_id=carer.id,
                role=RelativeRole.CARER,
                first_name=carer.first_name,
                phone=carer.phone,
                email=carer.email,
                created_at=now,
            )
        )


def hear_yes(session: Session, person: User, *, by: User, now: datetime) -> None:
    """« Oui, c'est bien pour moi », heard on the phone: what the relative asked may open."""
    _guard(person, by)
    for relative in _unheard(session, person):
        relative.confirmed_at = now
        if person.spoken_for_by_id is None:
            person.spoken_for_by_id = relative.account_id
    users.note_spoken_for(session, person, "phone", by=by, now=now)
    session.flush()
    tasks.drop(session, confirmations.own_yes_key(person), now=now)
    journal.note(session, "own_yes_heard", person, by=by, now=now)
    users.confirm_channel(session, person, Channel.CALL, by=by, now=now)


def hear_no(session: Session, person: User, *, by: User, now: datetime) -> None:
    """« Non »: what was asked in her name is withdrawn, and nobody speaks for her."""
    _guard(person, by)
    for relative in _unheard(session, person):
        for help_request in _asked_by(session, person, relative.account_id):
            help_requests.withdraw(session, help_request, by=by, now=now)
        if person.spoken_for_by_id == relative.account_id:
            person.spoken_for_by_id = None
        session.delete(relative)
    session.flush()
    tasks.drop(session, confirmations.own_yes_key(person), now=now)
    journal.note(session, "own_no_heard", person, by=by, now=now)


def _guard(person: User, by: User) -> None:
    """The desk of the person's own neighbourhood hears it, nobody else."""
    if by.id == person.id or not policies.coordinates(by, person.neighbourhood_id):
        raise NotFound("user")


def _unheard(session: Session, person: User) -> list[Relative]:
    return list(
        session.scalars(
            select(Relative).where(
                Relative.user_id == person.id,
                Relative.role == RelativeRole.CARER,
                Relative.account_id.is_not(None),
                Relative.confirmed_at.is_(None),
            )
        )
    )


def _asked_by(session: Session, person: User, carer_id: int | None) -> list[HelpRequest]:
    return list(
        session.scalars(
            select(HelpRequest)
            .where(
                HelpRequest.user_id == person.id,
                HelpRequest.posted_by_id == carer_id,
                HelpRequest.status == RequestStatus.UNCONFIRMED,
            )
            .order_by(HelpRequest.id)
        )
    )
