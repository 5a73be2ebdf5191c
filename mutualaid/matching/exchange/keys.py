"""A whole number for each id: the lot falls the same way whatever the order of the lines."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from mutualaid.matching.instance import Array


def key_of(name: str, again: int = 0) -> int:
    """64 bits that depend on the name alone; `again` counts the other names met with the same."""
    salted = f"{name}\0{again}" if again else name
    return int.from_bytes(blake2b(salted.encode(), digest_size=8).digest(), "little", signed=True)


def keys_of(names: Sequence[str]) -> tuple[Array, tuple[int, int] | None]:
    """The keys, all different; and the first two rows of one name, when there are."""
    keys = np.array([key_of(name) for name in names], dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    shared = np.flatnonzero(np.diff(keys[order]) == 0)
    if not len(shared):
        return keys, None
    rows = sorted({int(order[place + step]) for place in shared.tolist() for step in (0, 1)})
    seen: dict[str, int] = {}
    for row in rows:
        if names[row] in seen:
            return keys, (seen[names[row]], row)
        seen[names[row]] = row
    _part(names, keys, rows)
    return keys, None


def _part(names: Sequence[str], keys: Array, rows: Sequence[int]) -> None:
    """Give names that met by chance keys of their own, in the order of the names."""
    taken = set(np.delete(keys, rows).tolist())
    for row in sorted(rows, key=lambda row: names[row]):
        again = 0
        while key_of(names[row], again) in taken:
            again += 1
        keys[row] = key_of(names[row], again)
        taken.add(int(keys[row]))
