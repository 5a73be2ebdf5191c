"""For which other half-days a whole team could be found: what the desk reads when one is short."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.slots import Slot
from mutualaid.models import HelpRequest
from mutualaid.queries import asking_next as queries
from mutualaid.services import rules
from mutualaid.services.matching.deciding import Reason

MOST_SHOWN = 3


@dataclass(frozen=True)
class Moment:
    """A half-day of the request, and how many could come then."""

    slot: Slot
    n_free: int

    @property
    def written(self) -> Reason:
        """As it is kept beside the reason."""
        half_day = self.slot.half_day.value
        return {"on": self.slot.on_date.isoformat(), "half_day": half_day, "n": self.n_free}


def list_for(
    session: Session, help_request: HelpRequest, around: Collection[int], *, now: datetime
) -> list[Moment]:
    """Its other half-days on which enough are free, by the same rules, the soonest first.

    Whoever is asked for the half-day that is short counts too: she would be free of it.
    """
    offers = queries.list_offering(session, help_request, around, now)
    people = [offer.user_id for offer in offers]
    known = rules.known_about(session, help_request, people, now=now, exchanging=frozenset(around))
    free = replace(known, asked=frozenset(), gathering=None, incomplete=None)
    found = []
    for slot in sorted(known.startable):
        if slot == known.settled:
            continue
        n_free = sum(
            rules.obstacle_given(free, help_request, offer, slot, now=now) is None
            for offer in offers
        )
        if n_free >= help_request.helpers_needed:
            found.append(Moment(slot, n_free))
    return found[:MOST_SHOWN]
