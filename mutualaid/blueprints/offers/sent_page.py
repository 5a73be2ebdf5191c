"""After an offer is sent: who calls, when, and what comes next."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.queries import desk as desk_queries
from mutualaid.queries import offers as queries
from mutualaid.queries.home import find_desk
from mutualaid.web.auth import visitor
from mutualaid.web.desk import desk_of_visitor, zone
from mutualaid.web.session import db, now
from mutualaid.wording import next_steps
from mutualaid.wording.next_steps import SentPage, Steps


def sent_page(offer_id: int, email: str) -> SentPage:
    """The steps of one offer as it stands now; `email` is what was just typed."""
    offer = queries.get_offer(db(), offer_id)
    home = offer.user.neighbourhood
    desk = find_desk(db(), home.id) if home is not None else desk_of_visitor()
    slot = desk_queries.find_next_half_day(db(), home, now=now()) if home is not None else None
    name = desk.first_name if desk is not None else gettext("The team")
    # Whoever is not signed in reads the same, whatever we know of the person she named.
    is_unknown = visitor() is None
    is_waiting = bool(email) and is_unknown
    is_stranger = is_unknown or offer.user.met_on is None
    steps: Steps = []
    lead = ""
    if is_waiting:
        steps.append(next_steps.open_mail(now(), zone()))
    if is_stranger:
        sentence = gettext("%(name)s calls you to get acquainted.", name=name)
        steps.append(next_steps.desk_calls(slot, sentence))
        lead = gettext(
            "%(name)s calls you to get acquainted: %(moment)s.",
            name=name,
            moment=next_steps.desk_half_day(slot),
        )
    steps.append((gettext("Then"), gettext("We write when a neighbour near you needs a hand.")))
    return SentPage(steps, desk, email if is_waiting else "", lead)
