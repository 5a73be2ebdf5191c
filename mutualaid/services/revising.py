"""A request is changed where it stands: whoever was asked for something else is let go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import SEARCHING_REQUESTS, ProposalStatus, RequestStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, RequestSlot, User
from mutualaid.services import help_requests, journal, tasks
from mutualaid.services.asked import live_of, thank
from mutualaid.services.help_requests import Ask
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals.holding import fill_places
from mutualaid.services.transitions import touch, try_change

MAY_CHANGE = (RequestStatus.UNCONFIRMED, *SEARCHING_REQUESTS)
_READ_BY_HELPERS = (
    "category", "facts", "helpers_needed", "n_half_days", "recurrence", "until_on",
    "start_time", "minutes", "place_id", "meeting_point_id",
)  # fmt: skip
"""Other days and a longer note do not touch who is asked for a day that stays."""
_ASKED_ANEW = (TaskKind.TALK, TaskKind.ARRANGE, TaskKind.PLACE_ADDRESS, TaskKind.POST_ENDS)


def revise(
    session: Session, help_request: HelpRequest, ask: Ask, *, by: User, now: datetime
) -> HelpRequest:
    """Write the need as it is told now; the search goes on with it."""
    if not policies.may_change_request(by, help_request):
        raise NotFound("help_request")
    help_request = lock_request(session, help_request.id)
    if help_request.status not in MAY_CHANGE:
        raise Refusal("no_change_any_more")
    told = help_requests.told(
        session, help_request.user, ask, now=now, flagged=help_request.is_urgent
    )
    is_same = all(getattr(help_request, name) == told.columns[name] for name in _READ_BY_HELPERS)
    _write(session, help_request, told)
    journal.note(session, "request_changed", help_request, by=by, now=now)
    _let_go(session, help_request, is_same=is_same, by=by, now=now)
    tasks.drop_of_request(session, help_request, _ASKED_ANEW, now=now)
    if help_request.status in SEARCHING_REQUESTS:
        help_requests.became_open(session, help_request, now=now)
    heard_from(session, by, now=now)
    return help_request


def _write(session: Session, help_request: HelpRequest, told: help_requests.Told) -> None:
    wanted = set(told.slots)
    kept = [row for row in help_request.slot_rows if _slot(row) in wanted]
    added = wanted - {_slot(row) for row in kept}
    help_request.slot_rows = kept + [
        RequestSlot(on_date=slot.on_date, half_day=slot.half_day) for slot in sorted(added)
    ]
    session.flush()
    if not touch(session, help_request, unmatched_reason=None, **told.columns):
        raise Refusal("changed")


def _slot(row: RequestSlot) -> Any:
    return help_requests.Slot.of(row.on_date, row.half_day)


def _let_go(
    session: Session, help_request: HelpRequest, *, is_same: bool, by: User, now: datetime
) -> None:
    """Proposals that do not fit any more end, and the next neighbour is asked."""
    left = 0
    for proposal in live_of(session, help_request):
        if is_same and proposal.slot in help_request.slots:
            continue
        if try_change(session, proposal, ProposalStatus.CANCELLED, ended_at=now):
            thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now)
            journal.note(session, "proposal_cancelled", proposal, by=by, now=now)
            left += 1
    if left:
        fill_places(session, help_request, now=now)
