"""Who of a file is there already: twice in the file, or known to the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.spreadsheets import Table
from mutualaid.models import User
from mutualaid.services.importing.columns import recognised
from mutualaid.services.importing.reading import Entry, Refused, read_entries
from mutualaid.services.merging.checking import letters


@dataclass(frozen=True)
class Draft:
    """What was read of a file, until it is written down or dies after 24 hours."""

    neighbourhood_id: int
    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...] = ()
    ignored: tuple[str, ...] = ()
    """Headings of the columns that are left in the file."""

    def plain(self) -> dict[str, Any]:
        """As the table of drafts keeps it."""
        return {
            "neighbourhood_id": self.neighbourhood_id,
            "entries": [entry.plain() for entry in self.entries],
            "refused": [[each.line, each.problem, each.words] for each in self.refused],
            "ignored": list(self.ignored),
        }

    @staticmethod
    def read(answers: Mapping[str, Any]) -> Draft:
        """And back."""
        return Draft(
            answers["neighbourhood_id"],
            tuple(Entry(**entry) for entry in answers["entries"]),
            tuple(Refused(*each) for each in answers["refused"]),
            tuple(answers["ignored"]),
        )


def draft_of(table: Table, neighbourhood_id: int, *, today: date) -> Draft:
    """What a file holds, for one neighbourhood."""
    entries, refused = read_entries(table, today=today)
    taken = recognised(table.headings)
    ignored = [
        heading[:60]
        for place, heading in enumerate(table.headings)
        if place not in taken and heading
    ]
    return Draft(neighbourhood_id, tuple(entries), tuple(refused), tuple(ignored))


@dataclass
class Checked:
    """The people of a file, sorted by what becomes of them."""

    new: list[Entry] = field(default_factory=list)
    twice: list[tuple[Entry, Entry]] = field(default_factory=list)
    """Who stands in the file before: that row is taken."""
    known: list[tuple[Entry, User]] = field(default_factory=list)
    """Whom the desk has already: nothing of that person changes."""
    beside: dict[int, str] = field(default_factory=dict)
    """Line → first name of somebody else with the same phone or e-mail: one household?"""

    @property
    def n_with_consent(self) -> int:
        """Whose recorded yes came with its day."""
        return sum(bool(entry.consent_on) for entry in self.new)


Key = tuple[str, str]


def _door(entry: Entry) -> str:
    """Where somebody is found who has neither phone nor e-mail."""
    parts = (entry.last_name, entry.address, entry.town, entry.flat)
    return " ".join(part.casefold() for part in parts)


def check(session: Session, draft: Draft) -> Checked:
    """The same first name and the same phone or e-mail is the same person."""
    people = _known(session, draft)
    by_key = {key: person for person in people for key in _keys_of(person)}
    by_contact = {contact: person.first_name for person in people for contact in _contacts(person)}
    result, seen = Checked(), dict[Key, Entry]()
    for entry in draft.entries:
        contacts = [each for each in (entry.phone, entry.email) if each]
        keys = _keys(entry.first_name, contacts or [_door(entry)])
        before = next((seen[key] for key in keys if key in seen), None)
        person = next((by_key[key] for key in keys if key in by_key), None)
        if before is not None:
            result.twice.append((entry, before))
        elif person is not None:
            result.known.append((entry, person))
        else:
            result.new.append(entry)
            beside = next((by_contact[each] for each in contacts if each in by_contact), "")
            if beside:
                result.beside[entry.line] = beside
            by_contact |= dict.fromkeys(contacts, entry.first_name)
        for key in keys:
            seen.setdefault(key, entry)
    return result


def _known(session: Session, draft: Draft) -> list[User]:
    """People of this neighbourhood with a phone or an e-mail of the file."""
    phones = {entry.phone for entry in draft.entries if entry.phone}
    emails = {entry.email for entry in draft.entries if entry.email}
    return list(
        session.scalars(
            select(User)
            .where(
                User.neighbourhood_id == draft.neighbourhood_id,
                User.left_at.is_(None),
                or_(User.phone.in_(phones), User.email.in_(emails)),
            )
            .order_by(User.id)
        )
    )


def _contacts(person: User) -> list[str]:
    return [each for each in (person.phone, person.email) if each]


def _keys_of(person: User) -> list[Key]:
    return _keys(person.first_name, _contacts(person))


def _keys(first_name: str, contacts: Iterable[str]) -> list[Key]:
    return [(letters(first_name), contact) for contact in contacts if contact]
