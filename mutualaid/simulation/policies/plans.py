"""The product's own core: whole plans at 8, 12 and 17 h, and who is asked next in between."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mutualaid.domain.deadlines import MOST_IN_FLIGHT
from mutualaid.matching import dispatch
from mutualaid.matching.costs import Weights
from mutualaid.matching.solve import match
from mutualaid.simulation import times
from mutualaid.simulation.cases import Case, Status
from mutualaid.simulation.events import Kind
from mutualaid.simulation.policies.base import Mute
from mutualaid.simulation.policies.instances import expected_refusals, instance_of
from mutualaid.simulation.world import NO_LIMIT, World

LONGEST_TAU_DAYS = 1000.0


def weights_without(terms: tuple[str, ...]) -> Weights:
    """The published weights, less the terms that are switched off."""
    weights = Weights()
    if "distance" in terms:
        weights = replace(weights, walk_band=0)
    if "load" in terms:
        weights = replace(weights, load=0, never_asked=0)
    if "refusal" in terms:
        weights = replace(weights, refusal=0)
    if "tie" in terms:
        weights = replace(weights, tie=0)
    if "waiting" in terms:
        weights = replace(
            weights, urgent_tau_days=LONGEST_TAU_DAYS, normal_tau_days=LONGEST_TAU_DAYS
        )
    return weights


class Exact(Mute):
    """The exact plan alone: who said no, or nothing, is followed at the next run."""

    name = "exact"
    keeps_budgets = True
    is_product = True

    def __init__(self, without: tuple[str, ...] = ()) -> None:
        self.without = without
        self.weights = weights_without(without)
        self.n_runs = 0
        self.seconds = 0.0

    def tick(self, world: World) -> None:
        """One run of the real core over all requests for which nobody is asked."""
        cases = [
            case
            for case in world.published.values()
            if case.status is Status.OPEN and world.slots_left(case.need)
        ]
        rows = np.flatnonzero(world.places(np.arange(len(world.present))) > 0)
        if not cases or not len(rows):
            return
        result = match(instance_of(world, cases, rows), self.weights)
        if not result.ok:
            raise AssertionError(f"A plan was not proven at {world.now:.1f} h")
        self.n_runs += 1
        self.seconds += sum(result.seconds.values())
        first = 3 * int(world.now // 24.0)
        plan = result.plan
        for request, offer, bit in zip(plan.request_row, plan.offer_row, plan.slot, strict=True):
            self.ask(world, cases[request], int(rows[offer]), first + int(bit))

    def ask(self, world: World, case: Case, helper: int, slot: int) -> None:
        """One pair of the plan."""
        world.ask(case, helper, slot)


@dataclass(frozen=True, slots=True)
class Trial:
    """Clocks that are not the product's, to see what they would change."""

    urgent_at_once: int = 1
    urgent_in_flight: int = MOST_IN_FLIGHT
    at_once: int = 0
    another_after_no: bool = False
    hedge_hours: float = 0.0


class Ours(Exact):
    """The product: plans, the next neighbour at once after a no or a silence, and hedges."""

    name = "ours"

    def __init__(self, without: tuple[str, ...] = (), trial: Trial | None = None) -> None:
        super().__init__(without)
        self.trial = trial or Trial()

    def published(self, world: World, case: Case) -> None:
        """An urgent request waits for no run."""
        urgent = case.need.was_urgent
        for _ in range(self.trial.urgent_at_once if urgent else self.trial.at_once):
            self.look(world, case)

    def lost(self, world: World, case: Case) -> None:
        """The next is asked at once."""
        self.look(world, case)

    def hedge(self, world: World, case: Case) -> None:
        """One more is asked."""
        self.look(world, case)

    def ask(self, world: World, case: Case, helper: int, slot: int) -> None:
        """One proposal; the clock of the next begins."""
        world.ask(case, helper, slot)
        self._set_hedge(world, case)

    def look(self, world: World, case: Case) -> None:
        """Whom the rules would ask first; nobody: the next run looks again."""
        if len(case.waiting) >= self._most_in_flight(world, case):
            return
        found = self.best(world, case)
        if found is not None:
            self.ask(world, case, *found)
        else:
            self._set_hedge(world, case)

    def best(self, world: World, case: Case) -> tuple[int, int] | None:
        """The cheapest by the published exchange rates, and the soonest half-day with her."""
        places, slots = world.suitable(case)
        best: tuple[tuple[int, int], int] | None = None
        for row, place in enumerate(places.tolist()):
            farther = best is not None and best[0][0] < case.need.points[place]
            if farther and "distance" not in self.without:
                break  # whoever comes now walks farther than that
            rank = self._rank(world, case, place, int(slots[row]))
            if best is None or rank < best[0]:
                best = rank, row
        if best is None:
            return None
        return int(case.need.near[places[best[1]]]), int(slots[best[1]])

    def _most_in_flight(self, world: World, case: Case) -> int:
        is_urgent = case.need.is_urgent(world.now)
        return self.trial.urgent_in_flight if is_urgent else MOST_IN_FLIGHT

    def _rank(self, world: World, case: Case, place: int, slot: int) -> tuple[int, int]:
        need = case.need
        helper = int(need.near[place])
        prefers_known = need.kind.prefers_same_person
        is_known = helper in world.met_before.get(need.resident, ())
        rhythm = int(world.rhythm[helper])
        return dispatch.rank(
            dispatch.Helper(
                number=helper,
                distance_m=None if "distance" in self.without else int(need.metres[place]),
                load=0
                if "load" in self.without
                else int(world.agreed[helper] + world.open[helper]),
                rhythm=rhythm if rhythm < NO_LIMIT else None,
                is_known=prefers_known if "tie" in self.without else is_known,
                refusal=0
                if "refusal" in self.without
                else expected_refusals(world.p, need.kind, slot),
            ),
            prefers_known=prefers_known,
            seed=str(need.number),
        )

    def surplus(self, world: World, helper: int, *, is_reading: bool) -> None:
        """She is asked for the next need that nobody is asked for, by the rules of every search."""
        if "surplus" not in self.without:
            waiting = [case for case in world.published.values() if case.status is Status.OPEN]
            self._ask_next_need(world, helper, waiting, by_mail=True, at_once=is_reading)

    def declined(self, world: World, helper: int) -> None:
        """As a trial: the next need that nobody has said yes to, on the page and by no mail."""
        if self.trial.another_after_no:
            wanted = [
                case
                for case in world.published.values()
                if case.status in (Status.OPEN, Status.ASKED)
                and len(case.waiting) < self._most_in_flight(world, case)
            ]
            self._ask_next_need(world, helper, wanted, by_mail=False, at_once=True)

    def _ask_next_need(
        self, world: World, helper: int, cases: list[Case], *, by_mail: bool, at_once: bool
    ) -> None:
        """The pressing first, then whoever has waited longest, as `services.surplus`."""
        for case in sorted(
            cases, key=lambda each: (not each.need.is_urgent(world.now), each.need.at)
        ):
            slot = world.slot_for(case, helper, by_mail=by_mail)
            if slot is not None:
                world.ask(case, helper, slot, at_once=at_once, by_mail=by_mail)
                self._set_hedge(world, case)
                return

    def _set_hedge(self, world: World, case: Case) -> None:
        if "hedge" in self.without or not case.waiting:
            return
        slot = min(ask.slot for ask in case.waiting)
        if self.trial.hedge_hours > 0:
            due = times.read_at(times.read_at(world.now) + self.trial.hedge_hours)
        else:
            due = times.hedge_due(world.now, slot, urgent=case.need.is_urgent(world.now))
        if due < times.starts_at(slot):
            case.hedge_at = due
            world.queue.push(due, Kind.HEDGE, case.need.number)


class DistanceOnly(Ours):
    """The same clocks and the same requests first, then the fewest metres: what walks cost others.

    Nothing but the distance decides between helpers.
    """

    name = "distance"

    def __init__(self, without: tuple[str, ...] = (), trial: Trial | None = None) -> None:
        super().__init__(without, trial)
        self.weights = replace(
            self.weights, walk_band=0, walk_metre=1, load=0, never_asked=0, refusal=0, tie=0
        )

    def best(self, world: World, case: Case) -> tuple[int, int] | None:
        """The nearest."""
        places, slots = world.suitable(case)
        if not len(places):
            return None
        row = int(case.need.metres[places].argmin())
        return int(case.need.near[places[row]]), int(slots[row])
