"""A solved instance that is kept with its prices: one more request goes in at once.

The next request changes little: its cheapest chain of changes is found from the prices as they
stand, and the plan is again the best one over all arcs, as if it had been solved anew.
"""

import numpy as np

from mutualaid.matching.candidates import Arcs
from mutualaid.matching.costs import Weights
from mutualaid.matching.flow import (
    dearest_first,
    insert_rows,
    open_flow,
    prices_of,
    search_in,
)
from mutualaid.matching.instance import Array, Instance
from mutualaid.matching.plan import Plan
from mutualaid.matching.solve import plan_of


class Standing:
    """The plan of an instance, of which some requests are still to come.

    Parameters
    ----------
    instance, weights
        As for `match`; rows are taken in the order they have.
    to_come
        Rows of requests that are not inserted at first.
    """

    def __init__(self, instance: Instance, weights: Weights, to_come: Array) -> None:
        self._instance = instance
        self._arcs = Arcs(instance, weights)
        self._net, self._held = open_flow(instance, self._arcs, weights)
        self._search = search_in(self._net)
        here = np.ones(len(instance.requests), dtype=np.bool_)
        here[to_come] = False
        self.insert(np.flatnonzero(here))

    def insert(self, rows: Array) -> None:
        """Insert requests that were to come, the dearest to leave out first."""
        some = dearest_first(self._net, np.asarray(rows, dtype=np.int64))
        self._net = insert_rows(self._net, self._held, self._search, self._arcs, some)

    def offer_of(self, row: int) -> int:
        """The offer row that serves a request now, or -1."""
        return int(self._held.offer[row]) if self._held.place[row] >= 0 else -1

    def plan(self) -> Plan:
        """The plan as it stands, with the prices that prove it once every row is inserted."""
        return plan_of(self._instance, self._held, prices_of(self._held))
