"""The order of the rows is drawn by lot: squares of the town first, then the people of each.

Whoever comes earlier wins between exact equals (level 7). People of one square stay together, so
that the solver finds neighbours close by in memory; which square comes first is drawn as well.
"""

import numpy as np

from mutualaid.matching.costs import lottery_ranks
from mutualaid.matching.instance import Array, Instance, Offers, Requests

SQUARE_DEGREES = 0.02
"""About two kilometres: some hundreds of people in a dense town."""
COLUMNS = 2**20


def _squares(table: Requests | Offers, west: float) -> Array:
    """A number for the square of each row; those without a place have one of their own."""
    row = np.floor((table.lat + 90.0) / SQUARE_DEGREES)
    column = np.floor((table.lon - west) / SQUARE_DEGREES)
    return np.where(np.isnan(row + column), -1.0, row * COLUMNS + column).astype(np.int64)


def drawn_order(instance: Instance) -> tuple[Array, Array]:
    """The rows of requests and of offers in the order drawn from the seed and their ids."""
    tables: tuple[Requests | Offers, ...] = (instance.requests, instance.offers)
    lons = np.concatenate([table.lon for table in tables])
    west = float(np.nanmin(lons, initial=180.0))
    asks, gives = (
        np.lexsort(
            (
                table.ids,
                lottery_ranks(table.ids, instance.seed, number),
                lottery_ranks(_squares(table, west), instance.seed, 2),
            )
        )
        for number, table in enumerate(tables)
    )
    return asks, gives
