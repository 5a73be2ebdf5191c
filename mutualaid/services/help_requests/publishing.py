"""Write a need; it opens at once, or its confirmation is owed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import ConsentPurpose, HelpRequest, RequestSlot, User
from mutualaid.services import confirmations, consents, journal, rates
from mutualaid.services.help_requests.opening import open_request
from mutualaid.services.help_requests.telling import Ask, told
from mutualaid.services.last_contact import heard_from

ADVANCE_WORDING = "2026-11"
"""Version of the words under « D'accord d'avance »."""
MOST_A_DAY = 20
"""Requests of one person in a day, by herself."""


def publish(
    session: Session,
    person: User,
    ask: Ask,
    *,
    by: User | None,
    now: datetime,
    browser_id: str = "",
    carer: User | None = None,
) -> HelpRequest:
    """Write a need; it is open at once for a confirmed person, else its confirmation is owed.

    With a `carer` who asks for this person, the person's own yes is heard first.
    """
    confirmations.check_age(person, by, carer if by is not None else None)
    if by is None or by.id == person.id or carer is not None:
        rates.allow(session, "request", person.id, most=MOST_A_DAY, now=now)
    help_request = _write(session, person, ask, by=by or carer, now=now)
    journal.note(session, "request_published", help_request, by=by, now=now)
    if ask.agreed_in_advance:
        _record_advance(session, person, by, now)
    if confirmations.needs_none(person, by):
        open_request(session, help_request, by=by, now=now)
        heard_from(session, by or person, now=now)
    elif carer is not None and carer.id != person.id:
        confirmations.ask_own_yes(session, help_request, carer, now=now)
    else:
        confirmations.ask(session, help_request, browser_id=browser_id, now=now)
    return help_request


def _write(
    session: Session, person: User, ask: Ask, *, by: User | None, now: datetime
) -> HelpRequest:
    need = told(session, person, ask, now=now)
    help_request = HelpRequest(
        user=person,
        posted_by_id=by.id if by is not None and by.id != person.id else None,
        status=RequestStatus.UNCONFIRMED,
        agreed_in_advance_at=now if ask.agreed_in_advance else None,
        wanted_helper_id=ask.wanted_helper_id,
        created_at=now,
        slot_rows=[
            RequestSlot(on_date=slot.on_date, half_day=slot.half_day) for slot in need.slots
        ],
        **need.columns,
    )
    session.add(help_request)
    session.flush()
    return help_request


def _record_advance(session: Session, person: User, by: User | None, now: datetime) -> None:
    """« D'accord d'avance », by whom and how."""
    spoken_to = by if by is not None and by.id != person.id else None
    consents.record(
        session,
        person,
        ConsentPurpose.ADVANCE_KNOWN,
        wording=ADVANCE_WORDING,
        channel="web" if spoken_to is None else "phone",
        by=spoken_to,
        now=now,
    )
