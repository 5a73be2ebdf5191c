"""« Comment ça va ? » by mail no more: the page and the one click behind the same address."""

from __future__ import annotations

from flask import render_template

from mutualaid.domain.checkins import NewsBy
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.queries import checkins as queries
from mutualaid.queries.tokens import get_token, is_of
from mutualaid.services import checkins as services
from mutualaid.web.session import db, now, roll_back


def is_about_news(token: str) -> bool:
    """Whether this link stood under a mail of the veille."""
    return is_of(db(), token, TokenPurpose.NEWS)


def stop(token: str) -> str:
    """Pressed by a person or by her mail program; twice is once."""
    _row, person = get_token(db(), token, TokenPurpose.NEWS)
    try:
        services.stop_mails(db(), person, now=now())
    except NotFound:
        roll_back()
    return page(token)


def resume(token: str) -> None:
    """It was a slip."""
    _row, person = get_token(db(), token, TokenPurpose.NEWS)
    try:
        services.resume_mails(db(), person, now=now())
    except (Refusal, NotFound):
        roll_back()


def page(token: str) -> str:
    """What would stop, or what has stopped."""
    _row, person = get_token(db(), token, TokenPurpose.NEWS)
    found = queries.find_of(db(), person)
    is_in = found is not None and found.status is EnrolmentStatus.ACTIVE
    by_mail = found is not None and (found.news_by is NewsBy.MAIL or found.wants_alert_mail)
    return render_template(
        "messages/_stop_news.html",
        person=person,
        home=person.neighbourhood,
        is_in=is_in,
        has_mails=is_in and by_mail,
        token=token,
    )
