"""What the database says about one request and some helpers, read once for all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from mutualaid.domain.clock import local_date
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import LIVE_PROPOSALS
from mutualaid.models import Block, HelperRefusal, HelperWish, HelpRequest, Proposal, RequestChoice
from mutualaid.queries import appointments, capacity, experience, neighbours, proposals
from mutualaid.services.rules.needs import startable_slots


@dataclass(frozen=True)
class Known:
    """What the database says about one request and some helpers, read once for all of them."""

    blocked: frozenset[int]
    refused: frozenset[int]
    asked: frozenset[int]
    forbidden: frozenset[int]
    """The desk decided not to ask them for this request."""
    met: frozenset[int]
    """They and the resident have met through us before."""
    exchanging: frozenset[int]
    """Neighbourhoods that exchange with the request's, itself included."""
    startable: frozenset[Slot]
    taken: dict[int, set[Slot]]
    loads: dict[int, capacity.Load]
    incomplete: Slot | None = None
    """The half-day that is agreed and lacks somebody: others are asked for no other one."""
    gathering: Slot | None = None
    """The half-day for which a team gathers: all are asked for the same one."""

    @property
    def settled(self) -> Slot | None:
        """The one half-day for which others may still be asked; None when any will do."""
        return self.incomplete or self.gathering


def known_about(
    session: Session,
    help_request: HelpRequest,
    helper_ids: Collection[int],
    *,
    now: datetime,
    exchanging: frozenset[int] | None = None,
) -> Known:
    """Read what the rules need, in as many questions for a hundred helpers as for one."""
    if exchanging is None:
        exchanging = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    ties = _ties(session, help_request, helper_ids)
    home = help_request.neighbourhood
    today = local_date(now, home.zone) if home is not None else now.date()
    lacking = appointments.find_incomplete(session, help_request)
    return Known(
        blocked=frozenset(ties["blocked"]),
        refused=frozenset(ties["refused"]),
        asked=frozenset(ties["asked"]),
        forbidden=frozenset(ties["forbidden"]),
        met=frozenset(ties["met"]),
        exchanging=exchanging,
        startable=frozenset(startable_slots(help_request, now)),
        taken=capacity.taken_slots(session, today=today, helper_ids=helper_ids),
        loads=capacity.loads(session, today=today, now=now, helper_ids=helper_ids),
        incomplete=lacking.slot if lacking is not None else None,
        gathering=proposals.find_team_slot(session, help_request),
    )


def _ties(
    session: Session, help_request: HelpRequest, helper_ids: Collection[int]
) -> dict[str, set[int]]:
    """Which helpers are blocked, refused before, are asked now, are not to be asked, have met."""
    resident_id = help_request.user_id
    rows = union_all(
        select(literal("blocked"), Block.blocker_id).where(
            Block.blocked_id == resident_id, Block.blocker_id.in_(helper_ids)
        ),
        select(literal("blocked"), Block.blocked_id).where(
            Block.blocker_id == resident_id, Block.blocked_id.in_(helper_ids)
        ),
        select(literal("refused"), HelperRefusal.helper_id).where(
            HelperRefusal.help_request_id == help_request.id,
            HelperRefusal.helper_id.in_(helper_ids),
        ),
        select(literal("asked"), Proposal.helper_id).where(
            Proposal.help_request_id == help_request.id,
            Proposal.helper_id.in_(helper_ids),
            Proposal.status.in_(LIVE_PROPOSALS),
        ),
        select(literal("forbidden"), RequestChoice.helper_id).where(
            RequestChoice.help_request_id == help_request.id,
            RequestChoice.helper_id.in_(helper_ids),
            RequestChoice.wish == HelperWish.FORBID,
        ),
        *(
            found.with_only_columns(literal("met"), *found.selected_columns)
            for found in experience.those_who_met(resident_id, helper_ids)
        ),
    )
    ties: dict[str, set[int]] = {
        name: set() for name in ("blocked", "refused", "asked", "forbidden", "met")
    }
    for name, helper_id in session.execute(rows):
        ties[name].add(helper_id)
    return ties
