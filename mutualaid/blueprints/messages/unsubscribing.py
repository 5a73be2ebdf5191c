"""One click stops the proposals (RFC 8058): no cookie, no redirect, nothing else withdrawn."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from werkzeug import Response

from mutualaid.blueprints.messages import stopping_news
from mutualaid.blueprints.messages.blueprint import blueprint
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.queries import offers as queries
from mutualaid.queries.tokens import get_token, is_living
from mutualaid.services import offers, tokens
from mutualaid.web.auth import public
from mutualaid.web.csrf import csrf_exempt, token_form
from mutualaid.web.language import page_url
from mutualaid.web.session import db, now, roll_back


@blueprint.get("/desabonnement/<token>")
@public
@token_form
def unsubscribe(token: str) -> str:
    """Say what would stop; a real button stops it."""
    return stopping_news.page(token) if stopping_news.is_about_news(token) else _page(token)


@blueprint.post("/desabonnement/<token>")
@public
@csrf_exempt
@token_form
def unsubscribe_now(token: str) -> str:
    """Withdraw the offer, pressed by a person or by her mail program; twice is once.

    Under a mail of the veille the same address stops those mails, and nothing else.
    """
    if stopping_news.is_about_news(token):
        return stopping_news.stop(token)
    _row, person = get_token(db(), token, TokenPurpose.UNSUBSCRIBE)
    offer = queries.find_living(db(), person)
    try:
        if offer is not None:
            offers.withdraw(db(), offer, by=person, now=now())
    except Refusal:
        roll_back()
    return _page(token)


@blueprint.post("/desabonnement/<token>/annuler")
@public
@token_form
def undo(token: str) -> Response:
    """It was a slip: the offer is there again."""
    if stopping_news.is_about_news(token):
        stopping_news.resume(token)
        return redirect(url_for(".unsubscribe", token=token), 303)
    _row, person = get_token(db(), token, TokenPurpose.UNSUBSCRIBE)
    offer = queries.find_latest(db(), person)
    try:
        if offer is not None:
            offers.undo_withdraw(db(), offer, by=person, now=now())
    except Refusal:
        roll_back()
        return redirect(url_for(".unsubscribe", token=token), 303)
    return redirect(url_for(".unsubscribe", token=token, fait="offer_restored"), 303)


def _page(token: str) -> str:
    _row, person = get_token(db(), token, TokenPurpose.UNSUBSCRIBE)
    offer = queries.find_latest(db(), person)
    return render_template(
        "messages/unsubscribe.html",
        token=token,
        is_stopped=queries.find_living(db(), person) is None,
        may_undo=offer is not None and offers.may_undo_withdraw(offer, now=now()),
        home=person.neighbourhood,
        pause_url=_pause_url(offer, person),
    )


def _pause_url(offer: Any, person: Any) -> str:
    """The page of her breaks; her own page when no mail ever led there."""
    token = tokens.token_text(db(), TokenPurpose.PAUSE, offer, person) if offer else ""
    if token and is_living(db(), token):
        return url_for(".pause", token=token)
    return page_url("/mon-espace")
