"""What leaving a request out costs when singles, teams, series and long tasks share the helpers."""

from dataclasses import replace

import numpy as np

from mutualaid.matching.costs import (
    DEAREST_PAIR,
    HEAVIEST,
    MISSING_DATE,
    TooLargeError,
    Weights,
    service_weights,
    unmatched_costs,
    usable_places,
    waiting_weights,
)
from mutualaid.matching.instance import Array, Instance, Stakes
from mutualaid.matching.wide import Wide


def stakes_of(instance: Instance, wide: Wide, weights: Weights) -> Stakes:
    """One scale for all of them.

    `unit` is above twice all pairs together, so nobody is left out to save walks. `lift` makes a
    pressing request weigh more than all the others that its helpers could have served instead:
    one helper of one pair frees a half-day or a place for each of at most `most_freed` others.

    Raises
    ------
    TooLargeError
        When the dearest to leave out would not stay under `HEAVIEST`.
    """
    tables = (instance.requests, wide.instance.requests)
    needs = np.ones(len(instance.requests), dtype=np.int64), wide.needs
    others = [
        waiting_weights(table, weights)[~(table.urgent | table.at_deadline)]
        * needed[~(table.urgent | table.at_deadline)]
        for table, needed in zip(tables, needs, strict=True)
    ]
    heaviest_other = int(max((part.max() for part in others if len(part)), default=-1))
    takes = np.bitwise_count(wide.choice_takes)
    most_freed = int(max([1, *takes.tolist(), *wide.books.tolist()]))
    lift = most_freed * heaviest_other + 1 if heaviest_other >= 0 else 0
    places = int(usable_places(instance.offers).sum())
    n_pairs = min(int(sum(needed.sum() for needed in needs)), places)
    dearest = DEAREST_PAIR + (MISSING_DATE if wide.may_miss.any() else 0)
    unit = 2 * n_pairs * dearest + 1
    for table, needed in zip(tables, needs, strict=True):
        heavy = service_weights(table, weights, lift) * needed
        if len(heavy) and unit * int(heavy.max()) >= HEAVIEST:
            raise TooLargeError(
                f"{n_pairs} pairs with waits up to {table.waiting_days.max():.0f} days "
                "do not fit in 64 bits: solve each neighbourhood group on its own"
            )
    return Stakes(unit, lift)


def with_stakes(instance: Instance, wide: Wide, weights: Weights) -> tuple[Instance, Wide]:
    """The same two tables on one scale; nothing changes when there is no wide request."""
    if not len(wide):
        return instance, wide
    stakes = stakes_of(instance, wide, weights)
    others = replace(wide, instance=replace(wide.instance, stakes=stakes))
    return replace(instance, stakes=stakes), others


def left_out_costs(wide: Wide, weights: Weights) -> Array:
    """What leaving each wide request out costs: its weight once for each helper it needs."""
    return unmatched_costs(wide.instance, weights) * wide.needs
