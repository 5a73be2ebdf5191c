"""Compile every kernel once, so that the first run of a fresh machine does not wait for it."""

import sys
from time import perf_counter


def tiny_run() -> bool:
    """Match one request with one helper, leave the other out, and try to place both after."""
    import numpy as np

    from mutualaid.matching.instance import Instance, Offers, Requests
    from mutualaid.matching.solve import match
    from mutualaid.matching.wide import Wide

    yes, no, zeros = np.array([True, True]), np.array([False, False]), np.zeros(2, dtype=np.int8)
    requests = Requests(
        *([1, 2], [0, 1], [47.0, np.nan], [2.0, np.nan], [1, 1], zeros, [0.0, 1.0]),
        *(no, no, np.array([True, False]), yes, [0, 0], [0, 0]),
    )
    offers = Offers(
        *([1], [1], [47.0], [2.0], [1], [400.0], [1], [0], [0], zeros[:1], yes[:1], [0], [1]),
    )
    instance = Instance(requests, offers, agree=np.ones((1, 1), dtype=np.bool_))
    books = np.array([1, 1])
    wide = Wide(instance, np.array([0]), np.array([3], dtype=np.uint64), books, yes)
    result = match(instance, wide=wide)
    return result.ok and len(result.plan) == 1 and len(result.unmatched) == 1


def main() -> int:
    """Importing the kernels compiles them; a tiny run shows that they work."""
    began = perf_counter()
    print("Preparing the matcher (about a minute, once)…", end=" ", flush=True)
    works = tiny_run()
    print(f"done in {perf_counter() - began:.0f} s." if works else "it gives a wrong answer.")
    return 0 if works else 1


if __name__ == "__main__":
    sys.exit(main())
