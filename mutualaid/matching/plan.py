"""What a run decided: pairs, their half-days, and the prices that prove it."""

from dataclasses import dataclass

import numpy as np

from mutualaid.matching.instance import Array


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """The dual solution: `cost - u - v - w >= 0` on every arc, equality on what is held."""

    u: Array
    "Per request: the marginal cost of having it."
    v: Array
    "Per helper, never above 0: minus what one more place of hers would save."
    w: Array
    "Per request, never above 0: minus the worth of the half-day it holds; 0 without a pair."


@dataclass(frozen=True, slots=True, eq=False)
class SlotPrices:
    """Any prices, never above 0, for a bound on every joint plan; none = 0 everywhere."""

    v: Array
    "Per helper, as in `Prices`."
    offer_row: Array
    slot: Array
    w: Array
    "The price of that half-day of that helper; those not named are free."

    def is_within(self, n_offers: int) -> bool:
        """Whether all have their length and range, and every half-day exists and is named once."""
        key = self.offer_row * 64 + self.slot
        return (
            len(self.v) == n_offers
            and len(self.offer_row) == len(self.slot) == len(self.w) == len(np.unique(key))
            and bool(((self.offer_row >= 0) & (self.offer_row < n_offers)).all())
            and bool(((self.slot >= 0) & (self.slot < 63)).all())
            and all(((price > -(2**61)) & (price <= 0)).all() for price in (self.v, self.w))
        )


def no_prices(n_offers: int) -> SlotPrices:
    """Everything is free: a weak bound, and a valid one."""
    none = np.empty(0, dtype=np.int64)
    return SlotPrices(np.zeros(n_offers, dtype=np.int64), none, none, none)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Pairs in the order of their request rows; rows are those of the instance."""

    request_row: Array
    offer_row: Array
    slot: Array
    "Index of the half-day, 0 to 62."
    distance_m: Array
    "Whole metres; 0 when remote."
    cost: Array
    "Points of the pair on its half-day; the helper's load is paid per place."
    prices: Prices

    def __len__(self) -> int:
        return len(self.request_row)

    def is_within(self, n_requests: int, n_offers: int) -> bool:
        """Whether every array has its length and every row exists."""
        columns = (self.offer_row, self.slot, self.distance_m, self.cost)
        prices = self.prices
        return (
            all(len(column) == len(self) for column in columns)
            and (len(prices.u), len(prices.v), len(prices.w)) == (n_requests, n_offers, n_requests)
            and bool(((self.request_row >= 0) & (self.request_row < n_requests)).all())
            and bool(((self.offer_row >= 0) & (self.offer_row < n_offers)).all())
            and bool(((self.slot >= 0) & (self.slot < 63)).all())
        )

    def serves_each_request_once(self) -> bool:
        """Whether no request has two pairs."""
        return len(np.unique(self.request_row)) == len(self)

    def holds_each_half_day_once(self) -> bool:
        """Whether no helper is asked twice for one half-day."""
        held = self.offer_row.astype(np.int64) * 64 + self.slot
        return len(np.unique(held)) == len(self)

    def jobs(self, n_offers: int) -> Array:
        """How many pairs each helper has."""
        return np.bincount(self.offer_row, minlength=n_offers).astype(np.int64)

    def held(self, n_offers: int) -> Array:
        """The half-days that each helper was given, one bit each."""
        held = np.zeros(n_offers, dtype=np.uint64)
        np.bitwise_or.at(held, self.offer_row, np.uint64(1) << self.slot.astype(np.uint64))
        return held

    def unmatched_rows(self, n_requests: int) -> Array:
        """The rows of the requests left out."""
        left_out = np.ones(n_requests, dtype=np.bool_)
        left_out[self.request_row] = False
        return np.flatnonzero(left_out)
