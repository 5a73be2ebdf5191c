"""The people of a file are written down, unconfirmed, in one transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Consent, ConsentPurpose, Neighbourhood, Place, Task, User
from mutualaid.services import confirmations, journal, places
from mutualaid.services.importing.comparing import Draft, check
from mutualaid.services.importing.reading import Entry
from mutualaid.services.places import Candidate, Typed
from mutualaid.services.users.contacts import first_choice

DRAFT_FORM = "import"
WORDING = "import-2026-11"
"""Version of the page that says what a recorded yes has to cover."""


def write_down(session: Session, draft: Draft, *, by: User, now: datetime) -> int:
    """Whoever is new: a call confirms each of them, and nobody is paired before. How many."""
    if not policies.coordinates(by, draft.neighbourhood_id):
        raise NotFound("neighbourhood")
    home = session.get_one(Neighbourhood, draft.neighbourhood_id)
    entries = check(session, draft).new
    found: dict[tuple[str, str], Candidate | Typed] = {}
    people = [
        _person(entry, home, _place(session, entry, home, found, now=now), by=by, now=now)
        for entry in entries
    ]
    session.add_all(people)
    session.flush()
    for entry, person in zip(entries, people, strict=True):
        journal.note(session, "joined", person, by=by, now=now)
        session.add(_call(person, now))
        if entry.consent_on:
            session.add(_consent(person, date.fromisoformat(entry.consent_on), by))
    session.flush()
    journal.note(session, "imported", home, by=by, now=now, people=len(people))
    return len(people)


def _person(
    entry: Entry, home: Neighbourhood, place: Place | None, *, by: User, now: datetime
) -> User:
    email, phone = entry.email or None, entry.phone or None
    return User(
        first_name=entry.first_name,
        last_name=entry.last_name,
        email=email,
        phone=phone,
        call_hours=entry.call_hours,
        channel=Channel.EMAIL if email else Channel.CALL,
        contact_choice=first_choice(email, phone),
        ui_language="fr",
        languages=["fr"],
        is_adult=True,
        neighbourhood_id=home.id,
        place=place,
        spoken_for_by_id=None if email else by.id,
        created_at=now,
    )


def _call(person: User, now: datetime) -> Task:
    """The call that confirms; of somebody new there is none yet."""
    return Task(
        kind=TaskKind.CONFIRM,
        reason_key=confirmations.reason_key(person),
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
        status=TaskStatus.OPEN,
        created_at=now,
    )


def _consent(person: User, on: date, by: User) -> Consent:
    """The yes that somebody wrote down on paper, on that day."""
    return Consent(
        user_id=person.id,
        purpose=ConsentPurpose.SPOKEN_FOR,
        wording_version=WORDING,
        channel="paper",
        recorded_by_id=by.id,
        given_at=datetime.combine(on, time(12), UTC),
    )


def _place(
    session: Session,
    entry: Entry,
    home: Neighbourhood,
    found: dict[tuple[str, str], Candidate | Typed],
    *,
    now: datetime,
) -> Place | None:
    """The street in our table, or the words for the desk to place."""
    if not entry.address:
        return None
    town = " ".join(filter(None, (entry.postcode, entry.town))) or f"{home.postcode} {home.commune}"
    key = (entry.address, town)
    if key not in found:
        here = places.find_one(session, line=entry.address, town=town, geocoder=None)
        is_ours = getattr(here, "neighbourhood_id", home.id) in {home.id, None}
        found[key] = here if is_ours else Typed(entry.address, town)
    place = places.settle(session, found[key], flat=entry.flat, now=now)
    if not place.precision.is_matchable:
        place.neighbourhood_id = home.id
    return place
