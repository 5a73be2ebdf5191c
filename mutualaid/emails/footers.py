"""What stands under mails: where to tell a problem; for those who help, a break or the end."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.messages import TokenPurpose
from mutualaid.emails.letter import Link, Writing
from mutualaid.queries.offers import find_offer_behind
from mutualaid.queries.tokens import is_living


def worry_link(writing: Writing) -> Link:
    """« Un souci ? »: the page where anybody tells it, with or without a name."""
    return Link(gettext("A problem? Tell us"), writing.url("/signaler"))


def helper_links(writing: Writing) -> list[Link]:
    """The page of her breaks; nothing under a mail that she gets as somebody who asked."""
    offer = find_offer_behind(writing.session, writing.message)
    if offer is None:
        return []
    token = writing.token(TokenPurpose.PAUSE, offer)
    if not is_living(writing.session, token):
        return []
    return [Link(gettext("Take a break, or stop"), writing.url(f"/pause/{token}"))]
