"""The matcher beside other solvers: `PYTHONPATH=. python benchmarks/matching.py [--sizes …]`.

Serves as many as possible, then walks the fewest metres (`Weights.distance_only()`), the setting in
which every solver can be compared, and checks that all find the same number served and the same
metres. Each instance runs in a process of its own, so that its peak memory is its own. Prints a
line for each, then one JSON line. `--whole` adds the sizes that take minutes.
"""

import argparse
import json
import multiprocessing
import resource
import sys
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.support.towns import PLACES, SUPPLIES, invented
from mutualaid.matching.candidates import Arcs
from mutualaid.matching.costs import Weights
from mutualaid.matching.instance import Instance
from mutualaid.matching.solve import match
from mutualaid.matching.standing import Standing
from mutualaid.matching.verify import verify
from mutualaid.matching.warm import tiny_run

SIZES = [1_000, 10_000, 40_000]
WHOLE = [100_000, 300_000, 1_000_000]
PEERS_UP_TO = 100_000
INCREMENTAL = 100_000
URGENT = 1000
STAGES = ("candidates", "solve", "verify")
Row = dict[str, Any]


def ours(some: Instance, weights: Weights) -> Row:
    """One run of the core, from the arrays to the verified plan."""
    began = perf_counter()
    result = match(some, weights)
    seconds = perf_counter() - began - result.seconds["explain"]
    if not result.ok:
        raise RuntimeError(f"no certificate: {result.certificate}")
    return {
        "arcs": result.counts["arcs"],
        "served": len(result.plan),
        "metres": int(result.plan.distance_m.sum()),
        "gap": result.certificate.gap,
        "seconds": {name: round(result.seconds[name], 4) for name in (*STAGES, "explain")},
        "total_seconds": round(seconds, 4),
    }


def beside_peers(some: Instance, row: Row, *, one_place_each: bool) -> None:
    """Add the peers' answers on the same arcs, and compare them."""
    from benchmarks.support import peers

    found, kd_seconds = peers.pairs_by_kd_tree(some)
    if len(found.request) != row["all_arcs"]:
        raise RuntimeError(f"the KD-tree finds {len(found.request)} arcs, ours {row['all_arcs']}")
    answers = {
        "or_tools": peers.by_or_tools(some, found),
        "nearest": peers.nearest_first(some, found),
        "first_come": peers.first_come(some, found),
    }
    if one_place_each:
        answers["scipy"] = peers.by_scipy(some, found)
    for name, answer in answers.items():
        row[name] = answer._asdict()
        is_exact = name in {"or_tools", "scipy"}
        if is_exact and (answer.served, answer.metres) != (row["served"], row["metres"]):
            raise RuntimeError(f"{name} finds {answer}, ours {row['served']}, {row['metres']} m")
    row["kd_tree_seconds"] = kd_seconds
    exact = row["or_tools"]["seconds"]
    row["solve_ratio"] = round(exact / row["seconds"]["solve"], 1)
    row["whole_ratio"] = round((kd_seconds + exact) / row["total_seconds"], 1)


def count_arcs(some: Instance) -> int:
    """Every allowed pair, counted by asking for whole lists."""
    arcs = Arcs(some, Weights.distance_only())
    arcs.list_all(np.arange(len(some.requests)))
    return len(arcs)


def measured(size: int, supply: str, place: str, one_place_each: bool, with_peers: bool) -> Row:
    """One line of the table."""
    tiny_run()
    some = invented(size, supply, place, one_place_each=one_place_each)
    row = {"requests": size, "offers": len(some.offers), "supply": supply, "place": place}
    row |= {"one_place_each": one_place_each} | ours(some, Weights.distance_only())
    row["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if with_peers:
        row["all_arcs"] = count_arcs(some)
        beside_peers(some, row, one_place_each=one_place_each)
    if with_peers:
        row["default_seconds"] = ours(some, Weights())["total_seconds"]
    return row


def one_more(size: int, supply: str) -> Row:
    """How long one urgent request takes that comes to an instance solved already."""
    tiny_run()
    some = invented(size, supply, "city")
    urgent = np.flatnonzero(some.requests.urgent)[:URGENT]
    standing = Standing(some, Weights(), urgent)
    moments = [perf_counter()]
    for row in urgent:
        standing.insert(np.array([row]))
        moments.append(perf_counter())
    plan = standing.plan()
    if not verify(some, plan, Weights()).ok:
        raise RuntimeError("no certificate after the last insertion")
    milliseconds = np.diff(moments) * 1000
    p50, p99 = np.percentile(milliseconds, [50, 99])
    print(
        f"{len(urgent)} urgent requests, one by one, into {size} ({supply}): half within "
        f"{p50:.3f} ms, 99 % within {p99:.3f} ms, the slowest {milliseconds.max():.3f} ms"
    )
    return {"requests": size, "supply": supply, "p50_ms": p50, "p99_ms": p99}


def told(row: Row) -> None:
    """Print one line."""
    stages = " ".join(f"{name} {row['seconds'][name]:.3f}" for name in STAGES)
    line = (
        f"{row['requests']:>9} x {row['offers']:<8} {row['place']:<6}{row['supply']:<9}"
        f"{row['arcs'] / 1e6:>7.2f} M arcs  served {row['served']:>7}  {stages}  "
        f"all {row['total_seconds']:.3f} s  {row['peak_mb']} MB"
    )
    if "or_tools" in row:
        peers = ", ".join(
            f"{name} {row[name]['served']} in {row[name]['seconds']:.2f} s"
            for name in ("or_tools", "scipy", "nearest", "first_come")
            if name in row
        )
        line += (
            f"\n{'':>12}KD-tree {row['kd_tree_seconds']:.2f} s, {peers}; same metres; "
            f"solve {row['solve_ratio']} x, whole {row['whole_ratio']} x; "
            f"with the default objective {row['default_seconds']:.3f} s"
        )
    print(line, flush=True)


def growth(rows: list[Row]) -> float | None:
    """The exponent of the time from 10 000 requests on, for one kind of town."""
    points = [(row["requests"], row["total_seconds"]) for row in rows if row["requests"] >= 10_000]
    if len(points) < 2:
        return None
    sizes, seconds = np.log(np.array(points)).T
    return round(float(np.polyfit(sizes, seconds, 1)[0]), 2)


def wanted(sizes: list[int]) -> list[tuple[int, str, str, bool]]:
    """The city at every size and supply, the other places and one place each at one size."""
    lines = [(size, supply, "city", False) for supply in SUPPLIES for size in sizes]
    middle = max(size for size in sizes if size <= SIZES[1] or size == min(sizes))
    others = [place for place in PLACES if place != "city"]
    lines += [(middle, supply, place, False) for place in others for supply in SUPPLIES]
    return [*lines, *((middle, supply, "city", True) for supply in SUPPLIES)]


def main() -> int:
    """Measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int)
    parser.add_argument("--whole", action="store_true", help="up to a million requests")
    parser.add_argument("--peers-up-to", type=int, default=PEERS_UP_TO)
    chosen = parser.parse_args()
    sizes = chosen.sizes or SIZES + (WHOLE if chosen.whole else [])
    rows = []
    for size, supply, place, one_place_each in wanted(sizes):
        with multiprocessing.get_context("spawn").Pool(1) as process:
            arguments = (size, supply, place, one_place_each, size <= chosen.peers_up_to)
            row = process.apply(measured, arguments)
        told(row)
        rows.append(row)
    loaded = min(max(sizes), INCREMENTAL)
    urgent = [one_more(loaded, supply) for supply in SUPPLIES]
    cities = [row for row in rows if row["place"] == "city" and not row["one_place_each"]]
    exponents = {
        supply: growth([row for row in cities if row["supply"] == supply]) for supply in SUPPLIES
    }
    print(f"time grows like n to the power of {exponents}")
    print(
        json.dumps({"benchmark": "matching", "growth": exponents, "urgent": urgent, "rows": rows})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
