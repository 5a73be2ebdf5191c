"""Row ranges on all cores: compiled code lets other threads run."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

SMALLEST_RANGE = 2_000
"""Rows for which a thread of their own is worth its start."""
T = TypeVar("T")


def in_ranges(n_rows: int, work: Callable[[int, int], T]) -> list[T]:
    """What `work(first, last)` gives for ranges that make up all rows, in their order."""
    n_ranges = max(1, min(os.cpu_count() or 1, n_rows // SMALLEST_RANGE))
    edges = [n_rows * number // n_ranges for number in range(n_ranges + 1)]
    if n_ranges == 1:
        return [work(0, n_rows)]
    with ThreadPoolExecutor(n_ranges) as threads:
        return list(threads.map(work, edges[:-1], edges[1:]))
