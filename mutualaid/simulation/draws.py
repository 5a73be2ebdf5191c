"""Common random numbers: a draw belongs to what it is about, not to when it is made.

Each number is a hash of (seed, purpose, who, what), so the same neighbour asked for the same
request is as willing, and as quick, under every way of asking and in whatever order.
"""

from __future__ import annotations

from enum import IntEnum
from math import exp
from statistics import NormalDist

_WORD = 2**64 - 1
_NORMAL = NormalDist()


class Purpose(IntEnum):
    """What a draw decides."""

    WILLING = 1
    SAYS_NO = 2
    ANSWER_DELAY = 3
    MORNING = 4
    INACTIVE = 5
    INACTIVE_FOR = 6
    IN_ADVANCE = 7
    RESIDENT = 8
    RESIDENT_DELAY = 9
    LEAVES = 10


def _mixed(value: int) -> int:
    """The finalizer of splitmix64, as `matching.costs` draws its lottery."""
    value = (value + 0x9E3779B97F4A7C15) & _WORD
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _WORD
    return value ^ (value >> 31)


def uniform(seed: int, purpose: Purpose, who: int, what: int = 0) -> float:
    """A number in [0, 1) that these four always give."""
    word = _mixed(_mixed(_mixed(seed * 64 + purpose) ^ who) ^ what)
    return (word >> 11) * 2.0**-53


def lognormal(u: float, median: float, sigma: float) -> float:
    """A delay with this median, from a uniform number."""
    return median * exp(sigma * _NORMAL.inv_cdf(min(max(u, 1e-12), 1.0 - 1e-12)))
