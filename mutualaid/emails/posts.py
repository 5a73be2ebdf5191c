"""The mail before a post ends: one press goes on with it, and nothing is lost without a word."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from mutualaid.domain import driving
from mutualaid.domain.clock import local_date
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.post_ends import WARN_OFFER, offer_end
from mutualaid.domain.statuses import LIVE_REQUESTS, OfferStatus
from mutualaid.emails.letter import Button, Letter, Writing
from mutualaid.models import HelpRequest, Offer
from mutualaid.services.post_ends import is_ending, last_day
from mutualaid.wording.categories import category_title
from mutualaid.wording.dates import day_phrase


def post_ends(writing: Writing) -> Letter | None:
    """An offer, a request or a series that ends; None once it was renewed or is over."""
    if writing.message.offer_id is not None:
        return _offer(writing, writing.session.get_one(Offer, writing.message.offer_id))
    need = writing.session.get_one(HelpRequest, writing.message.help_request_id)
    return _request(writing, need)


def _offer(writing: Writing, offer: Offer) -> Letter | None:
    ends_on, today = offer.ends_on, local_date(writing.now, offer.user.zone)
    is_living = offer.status in (OfferStatus.ACTIVE, OfferStatus.PAUSED)
    if not is_living or ends_on is None or today < ends_on - WARN_OFFER:
        return None
    day = day_phrase(ends_on)
    if today > ends_on:
        subject = gettext("Your offer is resting. Thank you for your help")
        lines = [
            gettext("Your offer ended on %(day)s. We ask you for nothing any more.", day=day),
            gettext("Would you like to go on? One press is enough."),
        ]
    else:
        subject = gettext("Your offer ends on %(day)s", day=day)
        lines = [
            gettext("You have offered a hand for six months. Thank you."),
            gettext("Without a word from you, your offer will rest after that day."),
        ]
    lines += _of_the_car(offer, today)
    titles = [category_title(key) for key in offer.categories]
    return Letter(
        home=writing.reader.neighbourhood,
        words={"subject": subject, "lines": lines, "is_offer": True},
        facts=[(gettext("I can help with"), " – ".join(titles))],
        buttons=_buttons(writing, offer, gettext("Go on for 6 months")),
    )


def _of_the_car(offer: Offer, today: date) -> list[str]:
    """What she said of her car lapses before the next mail of this kind, or did already."""
    declared_on = offer.user.drives_declared_on
    if declared_on is None or "outing" not in offer.categories:
        return []
    last = driving.last_day(declared_on)
    if last > offer_end(today):
        return []
    day = day_phrase(last)
    if last < today:
        return [
            gettext(
                "What you said of the car held until %(day)s. Say it again on your page to drive.",
                day=day,
            )
        ]
    return [
        gettext("What you said of the car holds until %(day)s. Say it again on your page.", day=day)
    ]


def _request(writing: Writing, need: HelpRequest) -> Letter | None:
    last = last_day(need)
    if last is None or need.status not in LIVE_REQUESTS or not is_ending(need, writing.now):
        return None
    day = day_phrase(last)
    if need.is_weekly:
        subject = gettext("Shall we go on after %(day)s?", day=day)
        lines = [
            gettext("Your weekly hand ends on that day, or before."),
            gettext("One press asks for 8 more weeks."),
        ]
        label = gettext("8 more weeks")
    else:
        subject = gettext("We are still looking for %(day)s", day=day)
        lines = [
            gettext("Nobody has said yes yet. If nobody can come by then, your request ends."),
            gettext("One press, and we look for the same half-days a week later too."),
        ]
        label = gettext("Look a week later too")
    return Letter(
        home=need.neighbourhood or writing.reader.neighbourhood,
        words={"subject": subject, "lines": lines, "is_offer": False},
        facts=[(gettext("What for"), category_title(need.category))],
        buttons=_buttons(writing, need, label),
    )


def _buttons(writing: Writing, post: Offer | HelpRequest, label: str) -> list[Button]:
    page = writing.url(f"/prolonger/{writing.token(TokenPurpose.RENEW, post)}")
    return [
        Button(label, page, is_main=True),
        Button(gettext("Let it end, or change it"), f"{page}?reponse=finir"),
    ]
