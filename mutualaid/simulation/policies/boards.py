"""Boards: nobody is asked, helpers come and look, twice a week as often as a mail may ask.

Who comes looks at one request and takes it as willingly as one who is asked for it; what she left
once she does not look at again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from mutualaid.simulation import answers
from mutualaid.simulation.answers import Says
from mutualaid.simulation.cases import Case, Status
from mutualaid.simulation.policies.base import Mute
from mutualaid.simulation.resident import ask_resident
from mutualaid.simulation.world import World

MONTH_H = 28 * 24.0


class OpenBoard(Mute):
    """First come, first served: the newest on top, whoever comes takes the first that suits."""

    name = "board"
    is_board = True

    def visit(self, world: World, helper: int) -> None:
        """The first that suits, if she is willing."""
        if not world.present[helper]:
            return
        for case in self.order(world):
            is_open = case.status is Status.OPEN
            slot = world.slot_for(case, helper, by_mail=False) if is_open else None
            if slot is not None:
                self._looks_at(world, case, helper, slot)
                return

    def order(self, world: World) -> Iterable[Case]:
        """From the top of the list."""
        return reversed(list(world.published.values()))

    def _looks_at(self, world: World, case: Case, helper: int, slot: int) -> None:
        need = case.need
        willing = answers.willingness(world.p, need.kind.key, slot, 0)
        reply = answers.reply(world.seed, helper, need.number, willing=willing, read_at=world.now)
        if reply.says is not Says.YES:
            case.barred[need.place_of[helper]] = True
            return
        ask = world.sign_up(case, helper, slot)
        self.signed_up(world, case)
        ask_resident(world, ask)

    def signed_up(self, world: World, case: Case) -> None:
        """Somebody took it."""


class SmartSort(OpenBoard):
    """Fewest sign-ups first, as SmartSort ranks opportunities at VolunteerMatch.

    Sign-ups are those that the same resident had within four weeks, as her requests are one
    opportunity seen again; among equals what stands there longest is first.
    """

    name = "smartsort"

    def __init__(self) -> None:
        self._sign_ups: dict[int, deque[float]] = {}

    def order(self, world: World) -> Iterable[Case]:
        """Those with the fewest sign-ups first."""
        since = world.now - MONTH_H
        return sorted(
            world.published.values(),
            key=lambda case: (self._count(case.need.resident, since), case.need.at),
        )

    def signed_up(self, world: World, case: Case) -> None:
        """One more for this resident."""
        self._sign_ups.setdefault(case.need.resident, deque()).append(world.now)

    def _count(self, resident: int, since: float) -> int:
        times = self._sign_ups.get(resident)
        if times is None:
            return 0
        while times and times[0] < since:
            times.popleft()
        return len(times)
