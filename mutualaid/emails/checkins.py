"""Mails of the veille: how are you this week, great heat, and a worry for the team."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import EnrolmentStatus, TaskStatus
from mutualaid.emails.letter import Button, Letter, Link, Writing
from mutualaid.queries import checkins as queries


def weekly_news(writing: Writing) -> Letter | None:
    """Three buttons; None once she answered, stopped, or the desk is about to call."""
    row = queries.find_latest_news(writing.session, writing.reader.id)
    if row is None or row.answer is not None or row.call_after <= writing.now:
        return None
    page = _page(writing)
    if page is None:
        return None
    return Letter(
        home=writing.reader.neighbourhood,
        buttons=[
            Button(gettext("All is well"), f"{page}?reponse=fine", is_main=True),
            Button(gettext("I would like a call"), f"{page}?reponse=call"),
            Button(gettext("I need something"), f"{page}?reponse=need"),
        ],
        links=[Link(gettext("No more of these mails"), _stop(writing))],
        unsubscribe_url=_stop(writing),
    )


def heat_advice(writing: Writing) -> Letter | None:
    """Three gestures; None once the alert is over."""
    home = writing.reader.neighbourhood
    page = _page(writing)
    if home is None or page is None or queries.find_alert(writing.session, home.id) is None:
        return None
    return Letter(
        home=home,
        buttons=[
            Button(gettext("Call me"), f"{page}?reponse=call", is_main=True),
            Button(gettext("All is well"), f"{page}?reponse=fine"),
        ],
        links=[Link(gettext("No more of these mails"), _stop(writing))],
        unsubscribe_url=_stop(writing),
    )


def _page(writing: Writing) -> str | None:
    enrolment = queries.find_of(writing.session, writing.reader)
    if enrolment is None or enrolment.status is not EnrolmentStatus.ACTIVE:
        return None
    token = writing.token(TokenPurpose.NEWS, writing.reader)
    return writing.url(f"/nouvelles/{token}")


def _stop(writing: Writing) -> str:
    return writing.url(f"/desabonnement/{writing.token(TokenPurpose.NEWS, writing.reader)}")


def worry(writing: Writing) -> Letter | None:
    """Somebody of a round is worried: the desk has it on top. No name in a mail."""
    task = queries.find_worry(writing.session, writing.message.event_number)
    if task is None or task.status is not TaskStatus.OPEN:
        return None
    return Letter(
        home=writing.reader.neighbourhood,
        buttons=[Button(gettext("Open the desk"), writing.url("/coordination"), is_main=True)],
        links=[Link(gettext("My space"), writing.my_space())],
    )
