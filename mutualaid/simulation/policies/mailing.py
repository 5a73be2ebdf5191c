"""Those who mail the nearest: one at a time, eight at once, or seven with each decliner replaced.

They know who is free and keep to each helper's rhythm; all but one promise no mail budget.
"""

from __future__ import annotations

from mutualaid.simulation.cases import Case, Status
from mutualaid.simulation.policies.base import Mute
from mutualaid.simulation.world import World


class Nearest(Mute):
    """The nearest free helper, one at a time; the next after a no or a day of silence."""

    name = "nearest"
    at_once = 1

    def published(self, world: World, case: Case) -> None:
        """The first ones are asked at once, whatever the hour."""
        self.fill(world, case)

    def tick(self, world: World) -> None:
        """Who found nobody looks again."""
        for case in list(world.published.values()):
            if case.status is Status.OPEN:
                self.fill(world, case)

    def lost(self, world: World, case: Case) -> None:
        """The next one is asked."""
        self.fill(world, case)

    def fill(self, world: World, case: Case) -> None:
        """Ask the nearest until so many are asked."""
        missing = self.at_once - len(case.waiting)
        if case.status not in (Status.OPEN, Status.ASKED) or missing <= 0:
            return
        places, slots = world.suitable(case)
        metres = case.need.metres[places]
        for row in metres.argsort(kind="stable")[:missing]:
            world.ask(case, int(case.need.near[places[row]]), int(slots[row]))


class NearestKept(Nearest):
    """The same within the mail budgets of the product: the fairest rival among the simple ones."""

    name = "nearest-kept"
    keeps_budgets = True


class Blast(Nearest):
    """The eight nearest at once; when all have said no or nothing, the next eight."""

    name = "blast"
    at_once = 8

    def fill(self, world: World, case: Case) -> None:
        """Nobody new before all are heard."""
        if not case.waiting:
            super().fill(world, case)


class Phased(Nearest):
    """Seven are alerted and each decliner is replaced, as at GoodSAM in New Zealand."""

    name = "phased"
    at_once = 7
