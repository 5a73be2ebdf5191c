"""After an offer is sent: who calls, when, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from mutualaid.domain.statuses import Channel
from mutualaid.queries import desk as desk_queries
from mutualaid.queries import offers as queries
from mutualaid.queries.home import Desk, find_desk
from mutualaid.services import outbox
from mutualaid.web.desk import desk_of_visitor, zone
from mutualaid.web.session import db, now
from mutualaid.wording import next_steps


@dataclass(frozen=True)
class Sent:
    """What the last page says."""

    steps: next_steps.Steps
    desk: Desk | None
    email: str
    """Where a code was sent, while it waits to be confirmed."""
    call: str
    """Else the half-day of the call that confirms."""
    is_met: bool


def sent_page(offer_id: int) -> Sent:
    """The steps of one offer as it stands now."""
    offer = queries.get_offer(db(), offer_id)
    person, home = offer.user, offer.user.neighbourhood
    desk = find_desk(db(), home.id) if home is not None else desk_of_visitor()
    slot = desk_queries.find_next_half_day(db(), home, now=now()) if home is not None else None
    name = desk.first_name if desk is not None else gettext("The team")
    is_waiting = offer.confirmed_at is None
    by_mail = is_waiting and outbox.channel_of(person) is Channel.EMAIL
    steps: next_steps.Steps = []
    if by_mail:
        steps.append(next_steps.open_mail(now(), zone()))
    if person.met_on is None:
        sentence = gettext("%(name)s calls you to get acquainted.", name=name)
        steps.append(next_steps.desk_calls(slot, sentence))
    steps.append((gettext("Then"), gettext("We write when a neighbour near you needs a hand.")))
    call = next_steps.desk_half_day(slot) if person.met_on is None and not by_mail else ""
    email = (person.email or "") if by_mail else ""
    return Sent(steps, desk, email, call, person.met_on is not None)
