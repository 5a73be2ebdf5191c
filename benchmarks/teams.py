"""Teams, series and long tasks beside singles: `python benchmarks/teams.py [requests…]`.

The city of `benchmarks/matching.py`. Of the requests that are no singles, 70 % need two to four
people at one of three half-days, 15 % two half-days in a row, 15 % three weeks of one half-day.
Two peers in the same run: *one by one*, the heaviest request first, each taking its nearest free
helpers after the singles were solved exactly; and *as they come*, everybody in the order of
arrival, teams and singles alike, nearest free helpers first. Prints a table, then one JSON line.
"""

import argparse
import json
import resource
import sys
from time import perf_counter, process_time
from typing import Any

import numpy as np

from benchmarks.support.towns import invented
from mutualaid.matching.candidates import Arcs
from mutualaid.matching.costs import Weights, service_weights
from mutualaid.matching.instance import Array, Instance
from mutualaid.matching.network import ROW
from mutualaid.matching.solve import match
from mutualaid.matching.warm import tiny_run
from mutualaid.matching.wide import Wide

WEEK = np.uint64(1 | 1 << 21 | 1 << 42)


def many(n_wide: int, n_singles: int, n_offers: int, seed: int = 1) -> tuple[Instance, Wide]:
    """Both tables of one run: no more requests than helpers."""
    both = invented(n_offers, "ample", "city", seed=seed)
    random = np.random.default_rng(seed + 1)
    kind = random.choice(3, n_wide, p=[0.7, 0.15, 0.15])
    needs = np.where(kind == 0, random.choice([2, 3, 4], n_wide, p=[0.6, 0.25, 0.15]), 1)
    rows, takes = [], []
    for row in range(n_wide):
        if kind[row] == 0:
            choices = {1 << int(slot) for slot in random.integers(0, 63, 3)}
        elif kind[row] == 1:
            choices = {0b011 << 3 * int(day) for day in random.integers(0, 21, 2)}
        else:
            choices = {int(WEEK << np.uint64(random.integers(0, 21)))}
        for choice in sorted(choices):
            rows.append(row)
            takes.append(choice)
    choice_row, choice_takes = np.array(rows), np.array(takes, dtype=np.uint64)
    slots = np.zeros(n_wide, dtype=np.uint64)
    np.bitwise_or.at(slots, choice_row, choice_takes)
    wide = Wide(
        part_of(both, np.arange(n_wide), slots),
        *(choice_row, choice_takes, np.where(kind == 2, 4, 1), kind == 2, needs),
    )
    singles = np.arange(n_wide, n_wide + n_singles)
    return part_of(both, singles, both.requests.slots[singles]), wide


def part_of(both: Instance, rows: Array, slots: Array) -> Instance:
    """Some of the requests, with their half-days, beside all helpers."""
    asks = both.requests
    columns = {name: getattr(asks, name)[rows] for name in asks.__slots__}
    columns["slots"] = slots
    return Instance(type(asks)(**columns), both.offers, agree=both.agree, seed=both.seed)


class Town:
    """What a peer has left of each helper."""

    def __init__(self, instance: Instance, wide: Wide) -> None:
        self.instance, self.wide = instance, wide
        offers = instance.offers
        self.free, self.places = offers.slots.tolist(), offers.capacity.tolist()
        rhythm = np.where(offers.rhythm > 0, offers.rhythm - offers.load, 2**31)
        self.rhythm = rhythm.tolist()
        weights = Weights()
        self.arcs = Arcs(wide.instance, weights, wanted=256)
        self.single_arcs = Arcs(instance, weights, wanted=256)

    def helpers(self, arcs: Arcs, row: int) -> list[int]:
        first = arcs.start[row]
        keys: list[int] = (arcs.pool[first : first + arcs.count[row]] & ROW).tolist()
        return list(dict.fromkeys(keys))

    def serve(self, row: int) -> bool:
        """The nearest free helpers at the first half-day that has enough of them."""
        books, needs = int(self.wide.books[row]), int(self.wide.needs[row])
        for takes in self.wide.choice_takes[self.wide.choice_row == row].tolist():
            able = [
                helper
                for helper in self.helpers(self.arcs, row)
                if self.places[helper] > 0
                and self.rhythm[helper] >= books
                and takes & ~self.free[helper] == 0
            ]
            if len(able) >= needs:
                for helper in able[:needs]:
                    self.take(helper, takes, books)
                return True
        return False

    def serve_single(self, row: int) -> bool:
        """The nearest free helper."""
        slots = int(self.instance.requests.slots[row])
        for helper in self.helpers(self.single_arcs, row):
            shared = slots & self.free[helper]
            if shared and self.places[helper] > 0:
                self.take(helper, shared & -shared, 1)
                return True
        return False

    def take(self, helper: int, takes: int, books: int) -> None:
        self.free[helper] &= ~takes
        self.places[helper] -= 1
        self.rhythm[helper] -= books


def one_by_one(instance: Instance, wide: Wide) -> tuple[int, int, float]:
    """Singles served, helpers of the others assigned, seconds: after the singles, by weight."""
    began = perf_counter()
    left = Town(instance, wide)
    plan = match(instance).plan
    for helper, slot in zip(plan.offer_row.tolist(), plan.slot.tolist(), strict=True):
        left.take(helper, 1 << slot, 1)
    order = np.argsort(-service_weights(wide.instance.requests, Weights()), kind="stable")
    assigned = sum(int(wide.needs[row]) for row in order.tolist() if left.serve(row))
    return len(plan), assigned, perf_counter() - began


def as_they_come(instance: Instance, wide: Wide) -> tuple[int, int, float]:
    """The same in the order of arrival, singles and the others alike."""
    began = perf_counter()
    left = Town(instance, wide)
    waits = np.concatenate([instance.requests.waiting_days, wide.instance.requests.waiting_days])
    n_singles, singles, assigned = len(instance.requests), 0, 0
    for row in np.argsort(-waits, kind="stable").tolist():
        if row < n_singles:
            singles += left.serve_single(row)
        elif left.serve(row - n_singles):
            assigned += int(wide.needs[row - n_singles])
    return singles, assigned, perf_counter() - began


def measured(n_wide: int, n_singles: int, n_offers: int) -> dict[str, Any]:
    """One row of the table."""
    instance, wide = many(n_wide, n_singles, n_offers)
    began, cpu_began = perf_counter(), process_time()
    result = match(instance, wide=wide)
    seconds, cpu_seconds = perf_counter() - began, process_time() - cpu_began
    after, come = one_by_one(instance, wide), as_they_come(instance, wide)
    needed = int(wide.needs.sum())
    singles = max(1, n_singles)
    return {
        "others": n_wide,
        "singles": n_singles,
        "offers": n_offers,
        "helpers_needed": needed,
        "others_filled": round(100 * len(result.placed) / needed, 2),
        "singles_filled": round(100 * len(result.plan) / singles, 2),
        "after_filled": round(100 * after[1] / needed, 2),
        "after_singles": round(100 * after[0] / singles, 2),
        "come_filled": round(100 * come[1] / needed, 2),
        "come_singles": round(100 * come[0] / singles, 2),
        "gap_ppm": result.certificate.gap_ppm,
        "ok": result.ok,
        "seconds": {name: round(value, 3) for name, value in result.seconds.items()},
        "total_seconds": round(seconds, 3),
        "cpu_seconds": round(cpu_seconds, 3),
    }


def main() -> int:
    """Measure ample and scarce towns of each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[500, 5_000])
    tiny_run()
    heads = (
        *("others", "singles", "offers", "filled", "singles", "one by 1", "singles"),
        *("come", "singles", "gap ppm", "solve", "verify", "total", "cpu"),
    )
    print("".join(f"{head:>9}" for head in heads))
    rows = []
    for size in parser.parse_args().sizes:
        for n_singles, n_offers in ((0, 2 * size), (size, 4 * size), (size, 2 * size)):
            row = measured(size, n_singles, n_offers)
            rows.append(row)
            cells = [row["others"], row["singles"], row["offers"]]
            cells += [row["others_filled"], row["singles_filled"], row["after_filled"]]
            cells += [row["after_singles"], row["come_filled"], row["come_singles"]]
            cells += [row["gap_ppm"], row["seconds"]["solve"], row["seconds"]["verify"]]
            cells += [row["total_seconds"], row["cpu_seconds"]]
            print("".join(f"{cell:>9}" for cell in cells), flush=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"benchmark": "teams", "peak_mb": peak_mb, "rows": rows}))
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
