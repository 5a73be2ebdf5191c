"""Which neighbourhoods exchange: the relation both declared, and the groups it makes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.models import Neighbourhood, NeighbourhoodRelation


def mutual_pairs(session: Session) -> set[tuple[int, int]]:
    """Ordered pairs of neighbourhoods that both declared the other."""
    declared = set(
        session.execute(select(NeighbourhoodRelation.from_id, NeighbourhoodRelation.to_id))
    )
    return {(a, b) for a, b in declared if (b, a) in declared}


def groups(session: Session) -> list[list[int]]:
    """Opened neighbourhoods, gathered with those they exchange with directly or through others."""
    ids = session.scalars(
        select(Neighbourhood.id)
        .where(Neighbourhood.opened_at.is_not(None))
        .order_by(Neighbourhood.id)
    ).all()
    return gather(ids, mutual_pairs(session))


def group_of(session: Session, neighbourhood_id: int) -> list[int]:
    """The group in whose runs this neighbourhood takes part."""
    everywhere = groups(session)
    return next((group for group in everywhere if neighbourhood_id in group), [neighbourhood_id])


def gather(ids: Sequence[int], pairs: Collection[tuple[int, int]]) -> list[list[int]]:
    """`ids` in groups that `pairs` link, directly or through others."""
    remaining, result = list(ids), []
    while remaining:
        group, frontier = set(), {remaining[0]}
        while frontier:
            group |= frontier
            frontier = {b for a, b in pairs if a in frontier and b in remaining} - group
        result.append(sorted(group))
        remaining = [i for i in remaining if i not in group]
    return result


def exchanging_with(session: Session, neighbourhood_id: int | None) -> frozenset[int]:
    """The neighbourhoods that exchange directly with this one, itself included."""
    if neighbourhood_id is None:
        return frozenset()
    pairs = mutual_pairs(session)
    return frozenset({neighbourhood_id} | {b for a, b in pairs if a == neighbourhood_id})
