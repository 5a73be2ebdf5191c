"""One run of the core: an instance in; the plan, its proof and its reasons out."""

import hashlib
from dataclasses import astuple, dataclass, replace
from itertools import pairwise
from time import perf_counter

import numpy as np

from mutualaid.matching.candidates import Arcs
from mutualaid.matching.costs import Weights
from mutualaid.matching.distance import distances_m
from mutualaid.matching.drawing import drawn_order
from mutualaid.matching.flow import solve_flow
from mutualaid.matching.instance import Array, Instance, Offers, Requests
from mutualaid.matching.joint import solve_jointly
from mutualaid.matching.network import Held
from mutualaid.matching.plan import Plan, Prices, SlotPrices
from mutualaid.matching.stakes import with_stakes
from mutualaid.matching.unmatched import Unmatched, explain_unmatched, given_by
from mutualaid.matching.verify import Certificate, verify
from mutualaid.matching.wide import Placed, Wide, nobody_wide, nothing_placed


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a run found. Nothing may be sent unless `ok`."""

    plan: Plan
    certificate: Certificate
    unmatched: Unmatched
    placed: Placed
    "Teams, series and long tasks; the certificate says how far from the best the whole may be."
    unplaced: Unmatched
    counts: dict[str, int]
    "requests, offers, arcs (known to the solver), served, unmatched, pressing, pressing_served."
    seconds: dict[str, float]
    "candidates, solve, verify, explain."
    input_hash: str
    "SHA-256 of the instance and the weights: equal for equal input, whatever the row order."

    @property
    def ok(self) -> bool:
        """Whether the certificate holds."""
        return self.certificate.ok


def _sorted_pairs(pairs: Array, request_rank: Array, offer_rank: Array) -> Array:
    moved = np.column_stack([request_rank[pairs[:, 0]], offer_rank[pairs[:, 1]]])
    return np.unique(moved.astype(np.int32), axis=0)


def _by_lot(instance: Instance) -> tuple[Instance, Array, Array]:
    """The same instance with rows in the order drawn by lot, and where each row came from."""
    asks, gives = drawn_order(instance)
    return _in_order(instance, asks, gives), asks, gives


def _in_order(instance: Instance, asks: Array, gives: Array) -> Instance:
    ranks = np.argsort(asks), np.argsort(gives)
    requests = Requests(*(column[asks] for column in _columns(instance.requests)))
    offers = Offers(*(column[gives] for column in _columns(instance.offers)))
    return replace(
        instance,
        requests=requests,
        offers=offers,
        forbidden=_sorted_pairs(instance.forbidden, *ranks),
        asked=_sorted_pairs(instance.asked, *ranks),
        acquainted=_sorted_pairs(instance.acquainted, *ranks),
    )


def _wide_by_lot(wide: Wide, gives: Array) -> tuple[Wide, Array]:
    """The same for wide requests, beside the offers in the order that the singles have them."""
    asks, _ = drawn_order(wide.instance)
    instance = _in_order(wide.instance, asks, gives)
    starts = wide.choice_start
    counts = np.diff(starts)[asks]
    within = np.arange(len(wide.choice_row)) - np.repeat(np.cumsum(counts) - counts, counts)
    choices = np.repeat(starts[asks], counts) + within
    ordered = Wide(
        instance,
        np.repeat(np.arange(len(asks)), counts),
        wide.choice_takes[choices],
        *(wide.books[asks], wide.may_miss[asks], wide.needs[asks]),
    )
    return ordered, asks


def _columns(table: Requests | Offers) -> list[Array]:
    return [getattr(table, name) for name in table.__slots__]


def _hash(instance: Instance, weights: Weights, wide: Wide) -> str:
    digest = hashlib.sha256(repr((instance.seed, astuple(weights))).encode())
    for name, array in (*instance.arrays(), *(wide.arrays() if len(wide) else ())):
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def plan_of(instance: Instance, held: Held, prices: Prices) -> Plan:
    """The pairs that the solver holds, with their distances."""
    asks, gives = instance.requests, instance.offers
    rows = np.flatnonzero(held.place >= 0)
    offer = held.offer[rows]
    metres = distances_m(asks.lat[rows], asks.lon[rows], gives.lat[offer], gives.lon[offer])
    return Plan(
        request_row=rows.astype(np.int64),
        offer_row=offer.astype(np.int64),
        slot=held.slot[rows].astype(np.int64),
        distance_m=np.where(asks.has_place[rows], metres, 0),
        cost=held.cost[rows],
        prices=prices,
    )


def _unsorted(plan: Plan, asks: Array, gives: Array) -> Plan:
    """The plan in the rows of the caller's instance."""
    rows = asks[plan.request_row]
    order = np.argsort(rows)
    prices = Prices(
        *(np.empty_like(price) for price in (plan.prices.u, plan.prices.v, plan.prices.w))
    )
    prices.u[asks], prices.v[gives], prices.w[asks] = plan.prices.u, plan.prices.v, plan.prices.w
    return Plan(
        request_row=rows[order],
        offer_row=gives[plan.offer_row][order],
        slot=plan.slot[order],
        distance_m=plan.distance_m[order],
        cost=plan.cost[order],
        prices=prices,
    )


def _unsorted_wide(placed: Placed, asks: Array, gives: Array) -> Placed:
    """What was placed, in the rows of the caller's tables."""
    row, col, prices = asks[placed.request_row], gives[placed.offer_row], placed.prices
    order = np.lexsort((col, row))
    v = np.empty_like(prices.v)
    v[gives] = prices.v
    return Placed(
        row[order],
        col[order],
        *(placed.takes[order], placed.missing_day[order]),
        *(placed.distance_m[order], placed.cost[order]),
        SlotPrices(v, gives[prices.offer_row], prices.slot, prices.w),
    )


def _counts(instance: Instance, arcs: Arcs, plan: Plan) -> dict[str, int]:
    pressing = instance.requests.urgent | instance.requests.at_deadline
    return {
        "requests": len(instance.requests),
        "offers": len(instance.offers),
        "arcs": len(arcs),
        "served": len(plan),
        "unmatched": len(instance.requests) - len(plan),
        "pressing": int(pressing.sum()),
        "pressing_served": int(pressing[plan.request_row].sum()),
    }


def match(instance: Instance, weights: Weights | None = None, wide: Wide | None = None) -> Result:
    """Decide one run: the best plan over all arcs, proven, with a reason for whoever is left out.

    Rows of the result are rows of `instance`, and of `wide` for what is placed. The same
    people in another row order get the same pairs: rows are first put in an order drawn by lot
    from the seed and their ids (level 7).

    Raises
    ------
    TooLargeError
        When the objective does not fit in 64 bits (millions of requests in one instance).
    """
    weights = weights or Weights()
    wide = wide or nobody_wide(instance)
    ordered, asks, gives = _by_lot(instance)
    moments = [perf_counter()]
    arcs = Arcs(ordered, weights)
    moments.append(perf_counter())
    plan, placed = _solved(ordered, (asks, gives), arcs, wide, weights)
    moments.append(perf_counter())
    certificate = verify(instance, plan, weights, wide, placed)
    moments.append(perf_counter())
    unmatched, unplaced = _reasons(instance, plan, wide, placed, weights)
    moments.append(perf_counter())
    stages = ("candidates", "solve", "verify", "explain")
    return Result(
        plan=plan,
        certificate=certificate,
        unmatched=unmatched,
        placed=placed,
        unplaced=unplaced,
        counts=_counts(instance, arcs, plan),
        seconds={
            stage: after - before
            for stage, (before, after) in zip(stages, pairwise(moments), strict=True)
        },
        input_hash=_hash(ordered, weights, wide),
    )


def _solved(
    ordered: Instance, rows: tuple[Array, Array], arcs: Arcs, wide: Wide, weights: Weights
) -> tuple[Plan, Placed]:
    """The plan in the caller's rows; `rows` are those of the ordered requests and offers."""
    if not len(wide):
        solved = plan_of(ordered, *solve_flow(ordered, arcs, weights))
        return _unsorted(solved, *rows), nothing_placed(len(ordered.offers))
    many, wide_asks = _wide_by_lot(wide, rows[1])
    found = solve_jointly(*with_stakes(ordered, many, weights), weights, arcs)
    solved = plan_of(found.left, found.held, found.prices)
    return _unsorted(solved, *rows), _unsorted_wide(found.placed, wide_asks, rows[1])


def _reasons(
    instance: Instance, plan: Plan, wide: Wide, placed: Placed, weights: Weights
) -> tuple[Unmatched, Unmatched]:
    """Why nobody was found, for the singles and for the wide ones left out."""
    given = given_by(instance, plan, wide, placed, weights)
    singles = plan.unmatched_rows(len(instance.requests))
    left = placed.unplaced_rows(len(wide))
    return (
        explain_unmatched(instance, singles, given, weights),
        explain_unmatched(wide.instance, left, given, weights, wide),
    )
