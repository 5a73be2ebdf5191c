"""The certificate: is every pair allowed, and is no better plan possible? Imports no solver.

Feasibility is recomputed from the instance. Optimality is weak duality: any prices that no arc
undercuts give a lower bound on every plan, so a plan that costs just that is optimal.
"""

from dataclasses import dataclass

import numpy as np

from mutualaid.matching.costs import (
    Weights,
    exact_sum,
    load_costs,
    place_starts,
    rhythm_left,
    unmatched_costs,
    usable_places,
)
from mutualaid.matching.distance import distance_m
from mutualaid.matching.instance import Array, Instance
from mutualaid.matching.plan import Plan
from mutualaid.matching.points import points_of
from mutualaid.matching.pricing import arcs_under_the_prices
from mutualaid.matching.wide import Placed, Wide


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
    asks, gives = instance.requests, instance.offers
    metres = np.zeros(len(plan), dtype=np.int64)
    for pair in np.flatnonzero(asks.has_place[plan.request_row]):
        request, offer = plan.request_row[pair], plan.offer_row[pair]
        here, there = (asks.lat[request], asks.lon[request]), (gives.lat[offer], gives.lon[offer])
        metres[pair] = -1 if np.isnan(there[0]) else distance_m(*here, *there)
    return metres


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

    What was placed after the singles is checked for feasibility; the bound is that of the singles.
    """
    if not plan.is_within(len(instance.requests), len(instance.offers)):
        return Certificate(ok=False, primal=0, dual=0, gap=0, violations=("malformed plan",))
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
    if wide is not None and placed is not None:
        found += [f"placed after: {each}" for each in broken_placing(plan, wide, placed)]
    return Certificate(
        ok=not found, primal=primal, dual=dual, gap=primal - dual, violations=tuple(found)
    )


def broken_placing(plan: Plan, wide: Wide, placed: Placed) -> list[str]:
    """What is wrong with the requests placed after the singles."""
    instance = wide.instance
    if not placed.is_within(len(wide), len(instance.offers)):
        return ["malformed"]
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
    if len(np.unique(row)) < len(placed):
        found.append("a request has two helpers")
    return found or _broken_in_order(plan, wide, placed)


def _broken_in_order(plan: Plan, wide: Wide, placed: Placed) -> list[str]:
    """Replay the placing: half-days and places as they were left, and gaps only when needed."""
    gives, found = wide.instance.offers, []
    free = gives.slots & ~plan.held(len(gives))
    jobs = plan.jobs(len(gives))
    left = rhythm_left(gives) - jobs
    for step, (row, col) in enumerate(zip(placed.request_row, placed.offer_row, strict=True)):
        taken, books = placed.taken[step], wide.books[row]
        has_room = (jobs < gives.capacity) & (books <= left)
        if placed.missing_day[step] >= 0 and _is_anybody_whole(wide, int(row), free, has_room):
            found.append(f"request row {row}: somebody was free on all of its dates")
        if taken & ~free[col]:
            found.append(f"offer row {col} is asked twice for one half-day")
        if not has_room[col]:
            found.append(f"offer row {col} has more pairs than places, or than her rhythm")
        free[col] &= ~taken
        jobs[col], left[col] = jobs[col] + 1, left[col] - books
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
