"""« Je ne suis pas libre du … au … »: added, put together, taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.models import Absence, Proposal, User
from mutualaid.queries import absences as queries
from mutualaid.queries import offers as offer_queries
from mutualaid.queries import proposals as proposal_queries
from mutualaid.services import journal, rules
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_people, lock_requests
from mutualaid.services.proposals.answers import take_back

MOST_AHEAD = timedelta(days=366)
_DAY = timedelta(days=1)


def add(
    session: Session, person: User, starts_on: date, ends_on: date, *, by: User, now: datetime
) -> Absence:
    """Not free on these days, both included; whoever asks for one of them is answered no.

    An appointment that is agreed stands: only the person says « je ne peux plus ».
    """
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    today = local_date(now, person.zone)
    if ends_on < starts_on:
        raise Refusal("ends_before_it_starts")
    if ends_on < today or ends_on > today + MOST_AHEAD:
        raise Refusal("absence_too_far")
    lock_requests(session, offer_queries.list_asked_for(session, person.id))
    lock_people(session, [person.id])
    absence = _put_together(session, person, starts_on, ends_on)
    journal.note(session, "absence_added", absence, by=by, now=now)
    _decline_meanwhile(session, person, absence, by=by, now=now)
    heard_from(session, person, now=now)
    return absence


def remove(session: Session, person: User, absence_id: int, *, by: User, now: datetime) -> None:
    """Free again on those days; what was answered meanwhile stays answered."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    absence = queries.get_absence(session, absence_id, person)
    journal.note(session, "absence_removed", absence, by=by, now=now)
    session.delete(absence)
    session.flush()
    session.expire(person, ["absences"])
    heard_from(session, person, now=now)


def _put_together(session: Session, person: User, starts_on: date, ends_on: date) -> Absence:
    """One absence instead of several that overlap, or that follow each other day by day."""
    touching = session.scalars(
        select(Absence)
        .where(
            Absence.user_id == person.id,
            Absence.starts_on <= ends_on + _DAY,
            Absence.ends_on >= starts_on - _DAY,
        )
        .order_by(Absence.starts_on, Absence.id)
    ).all()
    if touching:
        kept, *others = touching
        kept.starts_on = min(starts_on, *(each.starts_on for each in touching))
        kept.ends_on = max(ends_on, *(each.ends_on for each in touching))
        for each in others:
            session.delete(each)
    else:
        kept = Absence(user_id=person.id, starts_on=starts_on, ends_on=ends_on)
        session.add(kept)
    session.flush()
    session.expire(person, ["absences"])
    return kept


def _decline_meanwhile(
    session: Session, person: User, absence: Absence, *, by: User, now: datetime
) -> None:
    for proposal in proposal_queries.list_asked(session, person):
        if _falls_into(proposal, absence, now):
            take_back(session, proposal, by=by, now=now)


def _falls_into(proposal: Proposal, absence: Absence, now: datetime) -> bool:
    """Whether it needs one of these days; a weekly need names the dates that it goes without."""
    help_request = proposal.help_request
    today = rules.today_of(help_request, now)
    needed = rules.needed_slots(help_request, proposal.slot, today=today)
    return any(
        absence.starts_on <= slot.on_date <= absence.ends_on
        and slot.on_date.isoformat() not in proposal.missing_dates
        for slot in needed
    )
