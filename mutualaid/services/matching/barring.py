"""Which pairs may not be: oneself, one household, blocks, refusals, what the desk decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from mutualaid.domain.geo import Precision
from mutualaid.models import HelperWish, HelpRequest, Offer
from mutualaid.queries import snapshot as queries
from mutualaid.services import rules

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


def decided_pairs(
    session: Session, group: Sequence[int], request_rows: Rows, offer_rows: Rows, *, now: datetime
) -> set[tuple[int, int]]:
    """What the desk forbade; and all but those it pinned, while one of these may be asked."""
    request_row = {row.id: number for number, row in enumerate(request_rows)}
    offer_of_user = {row.user_id: number for number, row in enumerate(offer_rows)}
    barred: set[tuple[int, int]] = set()
    pinned: dict[int, set[int]] = defaultdict(set)
    for request_id, helper_id, wish in queries.desk_choices(session, group):
        if request_id not in request_row or helper_id not in offer_of_user:
            continue
        if wish is HelperWish.FORBID:
            barred.add((request_row[request_id], offer_of_user[helper_id]))
        elif request_rows[request_row[request_id]].helpers_needed > 1:
            continue  # one alone is no team
        elif _may_be_asked(session, request_id, offer_rows[offer_of_user[helper_id]].id, now):
            pinned[request_row[request_id]].add(offer_of_user[helper_id])
    for number, wanted in pinned.items():
        barred.update((number, other) for other in range(len(offer_rows)) if other not in wanted)
    return barred


def _may_be_asked(session: Session, request_id: int, offer_id: int, now: datetime) -> bool:
    """By the same rules, one pair at a time: a desk pins few."""
    help_request, offer = session.get_one(HelpRequest, request_id), session.get_one(Offer, offer_id)
    known = rules.known_about(session, help_request, [offer.user_id], now=now)
    return any(
        rules.obstacle_given(known, help_request, offer, slot, now=now) is None
        for slot in help_request.slots
    )


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
