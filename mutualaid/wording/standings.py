"""Where somebody's requests and offer stand, in a word with its shape and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.distance import Reach
from mutualaid.domain.statuses import SEARCHING_REQUESTS, OfferStatus, RequestStatus
from mutualaid.models import HelpRequest, Offer
from mutualaid.wording.categories import category_title
from mutualaid.wording.dates import day_phrase, moment_phrase
from mutualaid.wording.series import need_phrases
from mutualaid.wording.teams import said_yes_phrase
from mutualaid.wording.weeks import week_phrases

Row = tuple[str, str | list[str]]
_SHOWN_SLOTS = 4
_ENDED: dict[RequestStatus, Any] = {
    RequestStatus.DONE: _l("Done"),
    RequestStatus.CANCELLED: _l("Withdrawn"),
    RequestStatus.CLOSED: _l("Solved otherwise"),
    RequestStatus.EXPIRED: _l("Nobody was found in time"),
}


@dataclass(frozen=True)
class Standing:
    """A badge and what it means for the person."""

    kind: str
    word: str
    sentence: str = ""


def _to_confirm() -> Standing:
    sentence = gettext("Open the email that we sent you, or confirm here.")
    return Standing("wait", gettext("To confirm"), sentence)


def request_standing(help_request: HelpRequest, n_yes: int = 0) -> Standing:
    """What becomes of a need; `n_yes`: how many of several have said yes."""
    if help_request.status is RequestStatus.UNCONFIRMED:
        return _to_confirm()
    if help_request.status is RequestStatus.AGREED:
        return Standing("ok", gettext("Agreed"))
    if help_request.status in _ENDED:
        return Standing("info", str(_ENDED[help_request.status]))
    if help_request.status is RequestStatus.PROPOSED and help_request.is_team:
        said = said_yes_phrase(n_yes, help_request.helpers_needed) if n_yes else ""
        return Standing("wait", gettext("We are asking several people near you"), said)
    if help_request.status is RequestStatus.PROPOSED:
        return Standing("wait", gettext("We are asking someone near you"))
    return Standing("wait", gettext("We are looking for someone"))


def request_rows(help_request: HelpRequest) -> list[Row]:
    """When, and whether it repeats."""
    slots = need_phrases(help_request)
    more = len(slots) - _SHOWN_SLOTS
    if more > 0:
        slots = [*slots[:_SHOWN_SLOTS], gettext("and %(count)s other times", count=more)]
    return [(gettext("When"), slots)] if slots else []


def takes_advance(help_request: HelpRequest) -> bool:
    """Whether « d'accord d'avance » still means something."""
    return help_request.status in (*SEARCHING_REQUESTS, RequestStatus.UNCONFIRMED)


def offer_standing(offer: Offer, zone: str, *, is_over: bool = False) -> Standing:
    """What becomes of an offer; `is_over`: its six months are."""
    if offer.status is OfferStatus.UNCONFIRMED:
        return _to_confirm()
    if offer.status is OfferStatus.PAUSED and is_over:
        rests = gettext("Its six months are over: thank you. One press, and you are there again.")
        return Standing("wait", gettext("At rest"), rests)
    if offer.status is OfferStatus.PAUSED:
        until = offer.paused_until
        back = gettext("Until %(moment)s", moment=moment_phrase(until, zone)) if until else ""
        return Standing("wait", gettext("On a break"), back)
    if offer.status is OfferStatus.WITHDRAWN:
        return Standing("info", gettext("Withdrawn"))
    end = gettext("Until %(day)s", day=day_phrase(offer.ends_on)) if offer.ends_on else ""
    return Standing("ok", gettext("You can be asked"), end)


def offer_rows(offer: Offer) -> list[Row]:
    """What, when, how far, how often."""
    person = offer.user
    rhythm = person.rhythm_per_month
    reach = {
        Reach.FIVE_MINUTES: gettext("5 minutes on foot"),
        Reach.TEN_MINUTES: gettext("10 minutes on foot"),
        Reach.TWENTY_MINUTES: gettext("20 minutes on foot"),
        Reach.FARTHER: gettext("Farther"),
    }
    return [
        (gettext("How you can help"), [category_title(key) for key in offer.categories]),
        (
            gettext("When you are free"),
            week_phrases(person.weekly_mask, weeks_vary=person.weeks_vary),
        ),
        (gettext("How far"), reach[offer.reach]),
        (
            gettext("How many times a month, at most"),
            gettext("No limit") if rhythm is None else str(rhythm),
        ),
    ]
