"""What earlier coups de main tell the next choice, for a whole run and for one request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from mutualaid.domain.refusals import COUNTED_FOR, Count, Rates, rates_of
from mutualaid.queries import experience

Rows = Sequence[Row[Any]]


def refusal_rates(session: Session, group: Collection[int], *, now: datetime) -> Rates:
    """How often neighbours of these neighbourhoods cannot, by kind of help and half-day."""
    return rates_of(counted(session, group, now=now))


def counted(session: Session, group: Collection[int], *, now: datetime) -> list[Count]:
    """Answers, noes and silences of the last half-year, by kind of help and half-day."""
    return experience.count_refusals(session, group, since=now - COUNTED_FOR)


def acquainted_pairs(
    session: Session, request_rows: Rows, offer_rows: Rows
) -> set[tuple[int, int]]:
    """(request row, offer row) of all who have met through us before."""
    offer_of_user = {row.user_id: number for number, row in enumerate(offer_rows)}
    requests_of: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(request_rows):
        requests_of[row.user_id].append(number)
    return {
        (number, offer_of_user[helper_id])
        for resident_id, helper_id in experience.pairs_who_met(session, requests_of)
        if helper_id in offer_of_user
        for number in requests_of[resident_id]
    }
