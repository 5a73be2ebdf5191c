"""`/pause/<token>`, under every mail to somebody who helps: a break, back, or the end."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug import Response

from mutualaid.blueprints.messages.blueprint import blueprint
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.queries import offers as queries
from mutualaid.queries.tokens import get_token
from mutualaid.services import breaks, offers
from mutualaid.services.breaks import Word
from mutualaid.web.auth import public
from mutualaid.web.csrf import token_form
from mutualaid.web.session import db, now, roll_back
from mutualaid.wording import standings

_DONE = {
    Word.ONE_WEEK: "offer_paused",
    Word.FOUR_WEEKS: "offer_paused",
    Word.UNTIL_BACK: "offer_paused",
    Word.BACK: "offer_resumed",
    Word.RENEW: "offer_renewed",
    Word.STOP: "offer_withdrawn",
    Word.UNDO: "offer_restored",
}


@blueprint.get("/pause/<token>")
@public
@token_form
def pause(token: str) -> str:
    """Where the offer stands, and the buttons that fit."""
    _row, person = get_token(db(), token, TokenPurpose.PAUSE)
    return render_template("messages/pause.html", token=token, **_shown(person))


@blueprint.post("/pause/<token>")
@public
@token_form
def take_break(token: str) -> Response:
    """What was pressed, done once."""
    _row, person = get_token(db(), token, TokenPurpose.PAUSE)
    word = _word()
    try:
        breaks.say(db(), person, word, by=person, now=now())
    except Refusal:
        roll_back()
        return redirect(url_for(".pause", token=token), 303)
    return redirect(url_for(".pause", token=token, fait=_DONE[word]), 303)


def _word() -> Word:
    try:
        return Word(request.form.get("mot", ""))
    except ValueError:
        abort(400)


def _shown(person: Any) -> dict[str, Any]:
    offer = queries.find_latest(db(), person)
    if offer is None:
        return {"offer": None, "home": person.neighbourhood}
    is_over = offers.has_ended(offer, now())
    return {
        "offer": offer,
        "is_over": is_over,
        "standing": standings.offer_standing(offer, person.zone, is_over=is_over),
        "may_undo": offers.may_undo_withdraw(offer, now=now()),
        "home": person.neighbourhood,
    }
