"""Until when each of the two may answer: a day by mail, a day of desk time by phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.deadlines import ANSWER_WITHIN, answer_deadline, reopened_deadline
from mutualaid.domain.desk import A_DAY, DeskHours
from mutualaid.domain.requests import is_urgent
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import Channel
from mutualaid.models import HelpRequest, Proposal, User
from mutualaid.queries import desk
from mutualaid.services import outbox

Desks = dict[int, DeskHours]
"""The hours of desks, by neighbourhood."""


def is_pressing(help_request: HelpRequest, now: datetime) -> bool:
    """Set urgent by a coordinator, or its last half-day is near."""
    return is_urgent(help_request.slots, now, help_request.zone, flagged=help_request.is_urgent)


def desks_of(session: Session, people: Iterable[User]) -> Desks:
    """The desks that call those who are on the phone: each person's own."""
    homes = {
        person.neighbourhood_id
        for person in people
        if person.neighbourhood_id is not None and outbox.channel_of(person) is Channel.CALL
    }
    return desk.list_hours(session, homes)


def desk_time(desks: Desks, person: User, n_half_days: int, now: datetime) -> datetime | None:
    """When so many open half-days have passed; None for those who read their mail."""
    if outbox.channel_of(person) is not Channel.CALL:
        return None
    hours = desks.get(person.neighbourhood_id or 0)
    return hours.end_of(n_half_days, now) if hours is not None else None


def deadline(
    desks: Desks, person: User, help_request: HelpRequest, slot: Slot, *, now: datetime
) -> datetime:
    """Until when this person, asked now about this half-day, may answer."""
    return answer_deadline(
        now,
        slot.starts_at(help_request.zone, help_request.start_time),
        help_request.zone,
        urgent=is_pressing(help_request, now),
        desk_day=desk_time(desks, person, A_DAY, now),
    )


def resident_deadline(
    session: Session, help_request: HelpRequest, slot: Slot, *, now: datetime
) -> datetime:
    """Until when the resident may say what she thinks of a helper's yes.

    A day of desk time for her too who reads her mail: who stays silent is telephoned before the
    helper is freed.
    """
    return answer_deadline(
        now,
        slot.starts_at(help_request.zone, help_request.start_time),
        help_request.zone,
        urgent=is_pressing(help_request, now),
        desk_day=_time_to_ring(session, help_request.user, now),
    )


def _time_to_ring(session: Session, resident: User, now: datetime) -> datetime | None:
    """When her desk has had a day to telephone her; None when it has no hours or no number."""
    reads_mail = outbox.channel_of(resident) is not Channel.CALL
    home = resident.neighbourhood_id or 0
    hours = desk.list_hours(session, {home}).get(home)
    ends = hours.end_of(A_DAY, now) if hours is not None else None
    if ends is None or (reads_mail and not resident.phone):
        return None
    return max(ends, now + ANSWER_WITHIN) if reads_mail else ends


def again_deadline(
    session: Session, help_request: HelpRequest, proposal: Proposal, *, now: datetime
) -> datetime:
    """Until when a helper whose clock stood still may answer."""
    helper = proposal.helper
    return reopened_deadline(
        proposal.expires_at,
        now,
        proposal.slot.starts_at(help_request.zone, help_request.start_time),
        help_request.zone,
        urgent=is_pressing(help_request, now),
        next_desk=desk_time(desks_of(session, [helper]), helper, 1, now),
    )
