"""The certificate: is every pair allowed, and is no better plan possible? Imports no solver.

Feasibility is recomputed from the instance. Optimality is weak duality: any prices that no arc
undercuts give a lower bound on every plan, so a plan that costs just that is optimal. With teams,
series and long tasks the bound is that of `bound.py`, and the gap to it is told.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from mutualaid.matching.bound import lower_bound
from mutualaid.matching.costs import (
    MISSING_DATE,
    Weights,
    exact_sum,
    load_costs,
    place_starts,
    rhythm_left,
    unmatched_costs,
    usable_places,
)
from mutualaid.matching.distance import distances_m
from mutualaid.matching.instance import Array, Instance
from mutualaid.matching.plan import Plan
from mutualaid.matching.points import points_of
from mutualaid.matching.pricing import arcs_under_the_prices
from mutualaid.matching.stakes import left_out_costs, with_stakes
from mutualaid.matching.wide import Placed, Wide, has_series, left_for_singles


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found; nothing may be sent unless `ok`."""

    ok: bool
    primal: int
    "What the plan costs, everyone left out included."
    dual: int
    "What every plan costs at least."
    gap: int
    violations: tuple[str, ...]
    "What is wrong, in sentences with rows."
    served: int = 0
    "With teams, series or long tasks: the weight served, once for each helper needed."
    servable: int = 0
    "No plan serves more than this."

    @property
    def gap_ppm(self) -> int:
        """The gap as millionths of what the plan costs, rounded up."""
        return -(-self.gap * 1_000_000 // self.primal) if self.primal else 0


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Some request rows beside some offer rows."""

    request_row: Array
    offer_row: Array

    def __len__(self) -> int:
        return len(self.request_row)


def _said(wrong: Array, plan: Plan | Placed, sentence: str) -> list[str]:
    """One sentence for the first pair concerned, and how many there are."""
    found = np.flatnonzero(wrong)
    if not len(found):
        return []
    first = found[0]
    request, offer = int(plan.request_row[first]), int(plan.offer_row[first])
    return [f"request row {request} with offer row {offer}: {sentence} ({len(found)} pairs)"]


def _has_bit(masks: Array, bits: Array) -> Array:
    return (masks >> bits.astype(np.uint64)) & np.uint64(1) == 1


def _measured(instance: Instance, plan: Plan | Placed | Pairs) -> Array:
    """The distance of each pair, -1 where the helper has no place, 0 when remote."""
    asks, gives, row, col = instance.requests, instance.offers, plan.request_row, plan.offer_row
    metres = distances_m(asks.lat[row], asks.lon[row], gives.lat[col], gives.lon[col])
    return np.where(asks.has_place[row], metres, 0)


def _rules(instance: Instance, row: Array, col: Array, metres: Array) -> list[tuple[Array, str]]:
    """Whether each pair keeps each hard rule, half-days apart; a sentence for when it does not."""
    asks, gives = instance.requests, instance.offers
    language, spoken = asks.language[row], gives.languages[col]
    n_offers = len(gives)
    barred = instance.barred[:, 0].astype(np.int64) * n_offers + instance.barred[:, 1]
    pairs = row.astype(np.int64) * n_offers + col
    return [
        (_has_bit(gives.categories[col], asks.category[row]), "this help is not offered"),
        (gives.level[col] >= asks.level[row], "the helper's level is too low"),
        (gives.met[col] | ~asks.needs_met[row], "nobody has met the helper"),
        (
            instance.agree[asks.neighbourhood[row], gives.neighbourhood[col]],
            "the neighbourhoods do not agree",
        ),
        ((language == 0) | (language & spoken != 0), "no language in common"),
        (~np.isin(pairs, barred), "a forbidden pair"),
        (~asks.has_place[row] | (metres >= 0), "the helper has no place"),
        (~asks.has_place[row] | (metres <= gives.reach_m[col]), "beyond the helper's reach"),
        (~asks.has_place[row] | (metres <= asks.reach_m[row]), "beyond the request's reach"),
    ]


def forbidden_pairs(instance: Instance, plan: Plan, metres: Array) -> list[str]:
    """Every hard rule that some pair breaks."""
    asks, gives, row, col = instance.requests, instance.offers, plan.request_row, plan.offer_row
    rules = (
        *_rules(instance, row, col, metres),
        (_has_bit(asks.slots[row], plan.slot), "not a half-day of the request"),
        (_has_bit(gives.slots[col], plan.slot), "not a half-day of the helper"),
    )
    return [text for holds, sentence in rules for text in _said(~holds, plan, sentence)]


def broken_limits(instance: Instance, plan: Plan) -> list[str]:
    """What the pairs break together."""
    found = []
    if not plan.serves_each_request_once():
        found.append("a request has two pairs")
    if not plan.holds_each_half_day_once():
        found.append("a helper is asked twice for one half-day")
    over = np.flatnonzero(plan.jobs(len(instance.offers)) > instance.offers.capacity)
    if len(over):
        found.append(f"offer row {int(over[0])} has more pairs than places ({len(over)} offers)")
    return found


def broken_prices(instance: Instance, plan: Plan, costs: Array, weights: Weights) -> list[str]:
    """Why the prices would prove nothing."""
    prices, found = plan.prices, []
    if (prices.v > 0).any() or (prices.w > 0).any():
        found.append("a price v or w is above 0")
    if np.delete(prices.w, plan.request_row).any():
        found.append("a request without a pair has a price w")
    if (prices.u > unmatched_costs(instance, weights)).any():
        found.append("a request is priced above what leaving it out costs")
    if any((np.abs(price) >= 2**61).any() for price in (prices.u, prices.v, prices.w)):
        return [*found, "a price is out of range"]
    row, col = plan.request_row, plan.offer_row
    slack = costs - prices.u[row] - prices.v[col] - prices.w[row]
    found += _said(slack != 0, plan, "its price is not its cost")
    count, request, offer = arcs_under_the_prices(instance, plan, weights)
    if count:
        found.append(
            f"request row {request} with offer row {offer}: better than its price ({count} arcs)"
        )
    return found


def primal_value(instance: Instance, plan: Plan, costs: Array, weights: Weights) -> int:
    """What the plan costs: pairs, load, and everyone left out."""
    starts, jobs = place_starts(instance.offers), plan.jobs(len(instance.offers))
    places = load_costs(instance.offers, weights)
    position = np.arange(len(places)) - np.repeat(starts[:-1], np.diff(starts))
    taken = position < np.repeat(jobs, np.diff(starts))
    left_out = unmatched_costs(instance, weights)[plan.unmatched_rows(len(instance.requests))]
    return exact_sum(costs) + exact_sum(places[taken]) + exact_sum(left_out)


def dual_value(instance: Instance, plan: Plan, weights: Weights) -> int:
    """What the prices prove: Σ u + Σ w + Σ min(0, load cost + v) over all places."""
    places = load_costs(instance.offers, weights)
    v = np.repeat(plan.prices.v, usable_places(instance.offers))
    rents = np.minimum(0, places + v)
    return exact_sum(plan.prices.u) + exact_sum(plan.prices.w) + exact_sum(rents)


def verify(
    instance: Instance,
    plan: Plan,
    weights: Weights,
    wide: Wide | None = None,
    placed: Placed | None = None,
) -> Certificate:
    """Check a plan against the instance; never raises for a wrong plan.

    The singles must be the best on what teams, series and long tasks leave: primal = dual. All of
    them together are held against the bound of the prices that came with the plan; that gap is
    told and forbids nothing, whatever is infeasible does.
    """
    n_offers = len(instance.offers)
    if not plan.is_within(len(instance.requests), n_offers):
        return _refused("malformed plan")
    if wide is None or placed is None or not len(wide):
        return _singles(instance, plan, weights)
    if not placed.is_within(len(wide), n_offers):
        return _refused("together: malformed")
    instance, wide = with_stakes(instance, wide, weights)
    found = broken_placing(wide, placed, weights) or broken_together(wide, placed, plan)
    singles = _singles(left_for_singles(instance, wide, placed), plan, weights)
    if found:
        sentences = (*singles.violations, *(f"together: {each}" for each in found))
        return replace(singles, ok=False, violations=sentences)
    primal = singles.primal + _placed_value(instance, wide, placed, weights)
    dual = min(primal, lower_bound(instance, wide, placed.prices, weights))
    served, servable = _weights_served(instance, wide, (plan, placed), weights, dual)
    return replace(
        singles, primal=primal, dual=dual, gap=primal - dual, served=served, servable=servable
    )


def _weights_served(
    instance: Instance, wide: Wide, found: tuple[Plan, Placed], weights: Weights, dual: int
) -> tuple[int, int]:
    """The weight that is served, and the most that any plan can serve.

    All pairs of a plan together cost less than half a unit: what the bound has beyond that is
    paid by whoever is left out.
    """
    unit = instance.stakes.unit if instance.stakes else 1
    singles, others = unmatched_costs(instance, weights), left_out_costs(wide, weights)
    total = (exact_sum(singles) + exact_sum(others)) // unit
    left_out = singles[found[0].unmatched_rows(len(singles))]
    left_out_wide = others[found[1].unplaced_rows(len(others))]
    served = total - (exact_sum(left_out) + exact_sum(left_out_wide)) // unit
    return served, total - max(0, -(-(dual - unit // 2) // unit))


def _refused(sentence: str) -> Certificate:
    """The certificate of what cannot even be read."""
    return Certificate(ok=False, primal=0, dual=0, gap=0, violations=(sentence,))


def _singles(instance: Instance, plan: Plan, weights: Weights) -> Certificate:
    """Feasibility and optimality of the singles alone."""
    metres = _measured(instance, plan)
    costs = points_of(instance, weights, (plan.request_row, plan.offer_row, plan.slot, metres))
    found = forbidden_pairs(instance, plan, metres) + broken_limits(instance, plan)
    found += _said(plan.distance_m != metres, plan, "its distance is another")
    found += _said(plan.cost != costs, plan, "its cost is another")
    found += broken_prices(instance, plan, costs, weights) if not found else []
    primal = primal_value(instance, plan, costs, weights)
    dual = dual_value(instance, plan, weights)
    if primal != dual:
        found.append(f"not optimal: it costs {primal}, the bound is {dual}")
    return Certificate(
        ok=not found, primal=primal, dual=dual, gap=primal - dual, violations=tuple(found)
    )


def _placed_value(instance: Instance, wide: Wide, placed: Placed, weights: Weights) -> int:
    """What wide requests cost: pairs on the first places, missing dates, those left out."""
    pairs = np.bincount(placed.offer_row, minlength=len(instance.offers))
    starts, places = place_starts(instance.offers), load_costs(instance.offers, weights)
    position = np.arange(len(places)) - np.repeat(starts[:-1], np.diff(starts))
    taken = position < np.repeat(pairs, np.diff(starts))
    left_out = left_out_costs(wide, weights)[placed.unplaced_rows(len(wide))]
    lacking = MISSING_DATE * int((placed.missing_day >= 0).sum())
    return exact_sum(placed.cost) + exact_sum(places[taken]) + exact_sum(left_out) + lacking


def broken_placing(wide: Wide, placed: Placed, weights: Weights) -> list[str]:
    """Every rule that some pair of a wide request breaks."""
    instance = wide.instance
    row, col, gives = placed.request_row, placed.offer_row, instance.offers
    metres, taken = _measured(instance, placed), placed.taken
    choices = set(zip(wide.choice_row.tolist(), wide.choice_takes.tolist(), strict=True))
    wanted = list(zip(row.tolist(), placed.takes.tolist(), strict=True))
    has_gap = placed.missing_day >= 0
    rules = (
        *_rules(instance, row, col, metres),
        (np.array([each in choices for each in wanted], dtype=np.bool_), "not what was asked for"),
        ((taken & ~gives.slots[col]) == 0, "the helper is not free on all of its dates"),
        (~has_gap | wide.may_miss[row], "no date of it may be missing"),
        (~has_gap | (taken != placed.takes), "the date said to be missing is none of its own"),
        (taken != 0, "no date is left"),
        (placed.distance_m == metres, "its distance is another"),
    )
    found = [text for holds, sentence in rules for text in _said(~holds, placed, sentence)]
    if found:
        return found
    points = points_of(instance, weights, (row, col, placed.slot, metres))
    return _said(placed.cost != points, placed, "its cost is another")


def broken_together(wide: Wide, placed: Placed, plan: Plan) -> list[str]:
    """What the pairs of wide requests break together, and with the singles."""
    row, col, gives, found = placed.request_row, placed.offer_row, wide.instance.offers, []
    pairs = np.bincount(row, minlength=len(wide))
    found += [
        f"request row {each} has {pairs[each]} helpers of the {wide.needs[each]} it needs"
        for each in np.flatnonzero((pairs > 0) & (pairs != wide.needs)).tolist()
    ]
    if len(np.unique(row * len(gives) + col)) < len(placed):
        found.append("a request has the same helper twice")
    first = np.searchsorted(row, row)
    if (np.diff(row) < 0).any():
        return [*found, "the rows are not in order"]
    apart = (placed.takes != placed.takes[first]) | (
        placed.missing_day != placed.missing_day[first]
    )
    found += _said(apart, placed, "not at the same time as the others")
    left = _left(wide, placed, plan)
    found += [f"offer row {each} is asked twice for one half-day" for each in left.twice]
    over = (left.places < 0) | ((left.rhythm < 0) & has_series(wide, placed))
    found += [
        f"offer row {each} has more pairs than places, or than her rhythm"
        for each in np.flatnonzero(over).tolist()
    ]
    return found or _broken_gaps(wide, placed, left)


class Left(NamedTuple):
    """What the run leaves of each helper."""

    free: Array
    places: Array
    rhythm: Array
    twice: list[int]
    "Helpers of whom a half-day was given twice."


def _left(wide: Wide, placed: Placed, plan: Plan) -> Left:
    gives = wide.instance.offers
    n_offers = len(gives)
    taken, jobs = plan.held(n_offers), plan.jobs(n_offers)
    n_taken = np.bitwise_count(taken).astype(np.int64)
    booked = jobs.copy()
    np.bitwise_or.at(taken, placed.offer_row, placed.taken)
    np.add.at(n_taken, placed.offer_row, np.bitwise_count(placed.taken))
    np.add.at(booked, placed.offer_row, wide.books[placed.request_row])
    pairs = jobs + np.bincount(placed.offer_row, minlength=n_offers)
    return Left(
        free=gives.slots & ~taken,
        places=gives.capacity - pairs,
        rhythm=rhythm_left(gives) - booked,
        twice=np.flatnonzero(n_taken > np.bitwise_count(taken)).tolist(),
    )


def _broken_gaps(wide: Wide, placed: Placed, left: Left) -> list[str]:
    """A date may be missing only when nobody who is free on all of them has room left."""
    found = []
    for pair in np.flatnonzero(placed.missing_day >= 0).tolist():
        row, col = int(placed.request_row[pair]), int(placed.offer_row[pair])
        books = int(wide.books[row])
        free, places, rhythm = left.free.copy(), left.places.copy(), left.rhythm.copy()
        free[col] |= placed.taken[pair]
        places[col] += 1
        rhythm[col] += books
        has_room = (places > 0) & ((books <= rhythm) | (books == 1))
        if _is_anybody_whole(wide, row, free, has_room):
            found.append(f"request row {row}: somebody was free on all of its dates")
    return found


def _is_anybody_whole(wide: Wide, row: int, free: Array, has_room: Array) -> bool:
    """Whether some helper could be asked for a request without any date missing."""
    could = np.zeros(len(free), dtype=np.bool_)
    for takes in wide.choice_takes[wide.choice_row == row]:
        could |= (takes & ~free) == 0
    cols = np.flatnonzero(could & has_room)
    pairs = Pairs(np.full(len(cols), row), cols)
    metres = _measured(wide.instance, pairs)
    rules = _rules(wide.instance, pairs.request_row, pairs.offer_row, metres)
    return bool(np.logical_and.reduce([holds for holds, _ in rules]).any())
