"""Which pairs may not be: oneself, one household, blocks, refusals; as row numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from mutualaid.domain.geo import Precision
from mutualaid.queries import snapshot as queries

Rows = Sequence[Row[Any]]
Pairs = list[tuple[int, int]]


def forbidden_pairs(session: Session, request_rows: Rows, offer_rows: Rows) -> Pairs:
    """Oneself, one household, blocks: never named."""
    offers_by_key: dict[object, list[int]] = defaultdict(list)
    offer_of_user = {row.user_id: number for number, row in enumerate(offer_rows)}
    for number, row in enumerate(offer_rows):
        for key in _household_keys(row, row.precision):
            offers_by_key[key].append(number)
    barred: set[tuple[int, int]] = set()
    for number, row in enumerate(request_rows):
        for key in _household_keys(row, row.home_precision):
            barred.update((number, other) for other in offers_by_key.get(key, ()))
    requests_of: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(request_rows):
        requests_of[row.user_id].append(number)
    for resident_id, helper_id in queries.blocked_pairs(session):
        if helper_id in offer_of_user:
            barred.update((n, offer_of_user[helper_id]) for n in requests_of[resident_id])
    return sorted(barred)


def refused_pairs(
    session: Session, group: Sequence[int], request_rows: Rows, offer_rows: Rows
) -> Pairs:
    """Helpers who were asked before: told apart in the reasons."""
    request_row = {row.id: number for number, row in enumerate(request_rows)}
    offer_of_user = {row.user_id: number for number, row in enumerate(offer_rows)}
    return [
        (request_row[request_id], offer_of_user[helper_id])
        for request_id, helper_id in queries.refused_pairs(session, group)
        if request_id in request_row and helper_id in offer_of_user
    ]


def _household_keys(row: Row[Any], precision: Precision | None) -> list[object]:
    """As `households.are_one`: declared, one mailbox, one landline, one door."""
    keys: list[object] = [("person", row.household_id or row.user_id), ("person", row.user_id)]
    if row.email:
        keys.append(("email", row.email))
    if row.phone:
        keys.append(("phone", row.phone))
    if precision is Precision.ADDRESS and row.flat:
        parts = (row.house_number, row.street, row.postcode, row.flat)
        keys.append(("door", *(part.strip().casefold() for part in parts)))
    return keys
