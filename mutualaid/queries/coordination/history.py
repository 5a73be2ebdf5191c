"""The journal of a desk: lines about its own neighbourhoods, whom and what they are about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.clock import at_wall_time
from mutualaid.models import (
    Absence,
    Alert,
    Appointment,
    CallSheet,
    Coordinator,
    DoorSheet,
    HelpRequest,
    JournalEntry,
    Message,
    Neighbourhood,
    Offer,
    Place,
    Proposal,
    Report,
    Round,
    RoundEntry,
    Task,
    Tie,
    User,
)
from mutualaid.queries.coordination.paging import ON_A_PAGE, count_pages, page_within

Desk = Collection[int]


def _requests(desk: Desk) -> Any:
    return select(HelpRequest.id).where(HelpRequest.neighbourhood_id.in_(desk))


def _people(desk: Desk) -> Any:
    return select(User.id).where(User.neighbourhood_id.in_(desk))


def _rounds(desk: Desk) -> Any:
    return select(Round.id).where(Round.neighbourhood_id.in_(desk))


_OF_DESK: dict[str, Callable[[Desk], Any]] = {
    "users": _people,
    "help_requests": _requests,
    "proposals": lambda desk: select(Proposal.id).where(
        Proposal.help_request_id.in_(_requests(desk))
    ),
    "appointments": lambda desk: select(Appointment.id).where(
        Appointment.help_request_id.in_(_requests(desk))
    ),
    "offers": lambda desk: select(Offer.id).where(Offer.user_id.in_(_people(desk))),
    "absences": lambda desk: select(Absence.id).where(Absence.user_id.in_(_people(desk))),
    "ties": lambda desk: select(Tie.id).where(
        Tie.low_id.in_(_people(desk)), Tie.high_id.in_(_people(desk))
    ),
    "tasks": lambda desk: select(Task.id).where(Task.neighbourhood_id.in_(desk)),
    "messages": lambda desk: select(Message.id).where(Message.neighbourhood_id.in_(desk)),
    "places": lambda desk: select(Place.id).where(Place.neighbourhood_id.in_(desk)),
    "reports": lambda desk: select(Report.id).where(Report.neighbourhood_id.in_(desk)),
    "neighbourhoods": lambda desk: select(Neighbourhood.id).where(Neighbourhood.id.in_(desk)),
    "rounds": _rounds,
    "round_entries": lambda desk: select(RoundEntry.id).where(
        RoundEntry.round_id.in_(_rounds(desk))
    ),
    "call_sheets": lambda desk: select(CallSheet.id).where(CallSheet.round_id.in_(_rounds(desk))),
    "alerts": lambda desk: select(Alert.id).where(Alert.neighbourhood_id.in_(desk)),
    "door_sheets": lambda desk: select(DoorSheet.id).where(DoorSheet.neighbourhood_id.in_(desk)),
}
"""Which lines of each kind are of a desk; a kind that stands not here is shown to nobody."""


@dataclass(frozen=True)
class About:
    """Whom or what a line is about, as far as it still can be told."""

    person: User | None = None
    help_request: HelpRequest | None = None


@dataclass(frozen=True)
class Leaf:
    """One page of the journal."""

    lines: list[JournalEntry]
    about: dict[int, About]
    """By the number of the line."""
    team: dict[int, str]
    """First names of those who act for these neighbourhoods."""
    n_found: int
    number: int

    @property
    def n_sheets(self) -> int:
        """How many pages there are."""
        return count_pages(self.n_found)


def read_leaf(
    session: Session,
    desk: Desk,
    *,
    actions: Collection[str],
    on: date | None,
    zone: str,
    number: int,
) -> Leaf:
    """The latest lines first; with `actions`, only these; with `on`, of one day."""
    conditions = [or_(*(_is_of(kind, ids(desk)) for kind, ids in _OF_DESK.items()))]
    if actions:
        conditions.append(JournalEntry.action.in_(actions))
    if on is not None:
        begins = at_wall_time(on, time(0), zone)
        ends = at_wall_time(on + timedelta(days=1), time(0), zone)
        conditions.append(and_(JournalEntry.at >= begins, JournalEntry.at < ends))
    n_found = session.scalar(select(func.count()).where(*conditions)) or 0
    number = page_within(number, n_found)
    lines = session.scalars(
        select(JournalEntry)
        .where(*conditions)
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
        .limit(ON_A_PAGE)
        .offset(ON_A_PAGE * (number - 1))
    ).all()
    return Leaf(list(lines), _about(session, lines, desk), _team(session, desk), n_found, number)


def _is_of(kind: str, ids: Any) -> Any:
    return and_(JournalEntry.subject_kind == kind, JournalEntry.subject_id.in_(ids))


def _team(session: Session, desk: Desk) -> dict[int, str]:
    rows = session.execute(
        select(User.id, User.first_name)
        .join(Coordinator, Coordinator.user_id == User.id)
        .where(Coordinator.neighbourhood_id.in_(desk))
    )
    return {row[0]: row[1] for row in rows}


_POINTS_AT: tuple[tuple[str, Any, Any], ...] = (
    ("offers", Offer, Offer.user_id),
    ("absences", Absence, Absence.user_id),
    ("tasks", Task, Task.user_id),
    ("messages", Message, Message.user_id),
    ("round_entries", RoundEntry, RoundEntry.user_id),
)
_POINTS_AT_REQUEST: tuple[tuple[str, Any, Any], ...] = (
    ("proposals", Proposal, Proposal.help_request_id),
    ("appointments", Appointment, Appointment.help_request_id),
)


def _about(session: Session, lines: Iterable[JournalEntry], desk: Desk) -> dict[int, About]:
    """Three questions for a whole page."""
    lines = list(lines)
    people = {line.id: line.subject_id for line in lines if line.subject_kind == "users"}
    needs = {line.id: line.subject_id for line in lines if line.subject_kind == "help_requests"}
    _follow(session, lines, _POINTS_AT, people)
    _follow(session, lines, _POINTS_AT_REQUEST, needs)
    persons = {
        row.id: row
        for row in session.scalars(
            select(User).where(
                User.id.in_(set(people.values())),
                User.neighbourhood_id.in_(desk),
                User.left_at.is_(None),
            )
        )
    }
    requests = {
        row.id: row
        for row in session.scalars(
            select(HelpRequest).where(
                HelpRequest.id.in_(set(needs.values())), HelpRequest.neighbourhood_id.in_(desk)
            )
        )
    }
    return {
        line.id: About(persons.get(people.get(line.id) or 0), requests.get(needs.get(line.id) or 0))
        for line in lines
    }


def _follow(
    session: Session,
    lines: list[JournalEntry],
    ways: tuple[tuple[str, Any, Any], ...],
    found: dict[int, int | None],
) -> None:
    """From what a line is about to the person, or to the request, that it belongs to."""
    parts = []
    for kind, table, column in ways:
        ids = [line.subject_id for line in lines if line.subject_kind == kind]
        if ids:
            parts.append(select(literal(kind), table.id, column).where(table.id.in_(ids)))
    if not parts:
        return
    rows = session.execute(parts[0].union_all(*parts[1:]))
    at = {(row[0], row[1]): row[2] for row in rows}
    for line in lines:
        if (line.subject_kind, line.subject_id) in at:
            found[line.id] = at[line.subject_kind, line.subject_id]
