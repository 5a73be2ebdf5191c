"""The one queue of the day: tasks and calls in the order in which they are done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mutualaid.domain.tasks import TaskKind
from mutualaid.models import DeskClaim, Task
from mutualaid.queries.coordination import team
from mutualaid.queries.tasks import ORDER, Person
from mutualaid.queries.tasks.open_tasks import FIRST_AFTER_CALLS


@dataclass(frozen=True)
class Entry:
    """One line of the queue: a task, or everything to say to one person."""

    task: Task | None
    call: Person | None
    claim: DeskClaim | None
    is_held: bool
    """By a colleague who is here today: the others leave it."""

    @property
    def kind(self) -> TaskKind | None:
        """None for a call."""
        return self.task.kind if self.task is not None else None

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        if self.task is not None:
            return f"tache-{self.task.id}"
        assert self.call is not None, "an entry is a task or a call"
        return f"appel-{self.call.user.id}"


@dataclass(frozen=True)
class Queue:
    """What is to do, in order; and what colleagues do."""

    to_do: list[Entry]
    held: list[Entry]

    @property
    def n_calls(self) -> int:
        """How many people are to be called."""
        return sum(entry.call is not None for entry in (*self.to_do, *self.held))

    @property
    def callee_ids(self) -> frozenset[int]:
        """Whose calls are in the queue: a task about them leads to the words to say."""
        entries = (*self.to_do, *self.held)
        return frozenset(each.call.user.id for each in entries if each.call is not None)

    def find(self, anchor: str) -> Entry | None:
        """The entry at this place of the page."""
        return next((each for each in (*self.to_do, *self.held) if each.anchor == anchor), None)


def line_up(
    tasks: Iterable[Task],
    people: Iterable[Person],
    claims: team.Claims,
    *,
    reader_id: int,
    now: datetime,
) -> Queue:
    """Urgent ones first, then by kind; calls stand after the appointments that moved."""
    found = [_entry(claims.by_task.get(task.id), reader_id, now, task=task) for task in tasks]
    found += [
        _entry(claims.by_callee.get(person.user.id), reader_id, now, call=person)
        for person in people
    ]
    found.sort(key=_rank)
    return Queue(
        [entry for entry in found if not entry.is_held], [each for each in found if each.is_held]
    )


def _entry(
    claim: DeskClaim | None,
    reader_id: int,
    now: datetime,
    *,
    task: Task | None = None,
    call: Person | None = None,
) -> Entry:
    is_held = claim is not None and claim.holder_id != reader_id and team.binds(claim, now)
    return Entry(task, call, claim, is_held)


def _rank(entry: Entry) -> tuple[bool, float, bool]:
    if entry.task is None:
        is_late = entry.call is not None and entry.call.is_one_too_many
        return True, ORDER.index(FIRST_AFTER_CALLS) - 0.5, is_late
    return not entry.task.is_urgent, ORDER.index(entry.task.kind), False
