"""What is said at the end of the call, once a need or an offer is written down."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.categories import category
from mutualaid.models import HelpRequest, Offer, User
from mutualaid.wording.categories import category_title
from mutualaid.wording.series import need_phrases


def after_request(help_request: HelpRequest, caller: User, calls_on: str) -> list[str]:
    """Read back, what happens now, what is never asked for, how to change one's mind."""
    kind = category(help_request.category)
    what = category_title(help_request.category)
    when = ", ".join(need_phrases(help_request)[:3])
    lines = [
        gettext("I wrote down: %(what)s, %(when)s. Is that right?", what=what, when=when)
        if when
        else gettext("I wrote down: %(what)s. Is that right?", what=what)
    ]
    if not kind.goes_to_matcher:
        return [*lines, _calls_back(caller, calls_on)]
    lines.append(
        gettext("We now ask people close to your home. They read neither name nor street.")
    )
    if help_request.agreed_in_advance_at is not None:
        lines.append(
            gettext("You agreed in advance: as soon as somebody whom we know says yes, it is made.")
        )
        lines.append(gettext("Then you get a first name, a phone number and two words."))
    else:
        lines.append(gettext("As soon as somebody says yes, I call you: you say yes or no."))
    lines.append(gettext("Nobody will ask for your card, a code or money."))
    return [*lines, _calls_back(caller, calls_on)]


def after_offer(offer: Offer, caller: User, calls_on: str) -> list[str]:
    """Thanks, getting acquainted, how often at most, how to stop."""
    titles = ", ".join(category_title(key) for key in offer.categories)
    lines = [gettext("I wrote down that you can help with: %(what)s.", what=titles)]
    if offer.user.met_on is None:
        lines.append(gettext("First we get acquainted: when can you come by?"))
    lines.append(
        gettext("I call you when somebody close to you needs a hand. You may always say no.")
    )
    lines.append(gettext("A break, or the end? One call is enough."))
    return [*lines, _calls_back(caller, calls_on)]


def offer_on_paper(offer: Offer, calls_on: str) -> list[str]:
    """The same as a letter says it."""
    titles = ", ".join(category_title(key) for key in offer.categories)
    home = offer.user.neighbourhood
    name = home.desk_name if home is not None else ""
    lines = [gettext("Thank you. You can help with: %(what)s.", what=titles)]
    if offer.user.met_on is None:
        lines.append(gettext("First we get acquainted: come by when you like, or call."))
    lines.append(
        gettext(
            "%(name)s calls you when somebody close to you needs a hand. You may always say no.",
            name=name,
        )
    )
    lines.append(gettext("A break, or the end? One call is enough."))
    return [*lines, gettext("The desk answers next: %(when)s.", when=calls_on)]


def _calls_back(caller: User, calls_on: str) -> str:
    return gettext(
        "You change your mind? Call %(name)s. The desk answers next: %(when)s.",
        name=caller.first_name,
        when=calls_on,
    )
