"""The page behind the mail of the day after: every answer is a button, and can be corrected."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.queries.appointments import get_appointment
from mutualaid.queries.tokens import get_token
from mutualaid.services import blocks, feedbacks
from mutualaid.services.feedback_views import FeedbackView, feedback_of
from mutualaid.web.auth import public
from mutualaid.web.csrf import token_form
from mutualaid.web.session import db, now, roll_back
from mutualaid.wording import thanks

blueprint = Blueprint("feedbacks", __name__)
_ANSWERS: dict[str, dict[str, feedbacks.Said]] = {
    "took_place": {"yes": {"took_place": True}, "no": {"took_place": False}},
    "feeling": {feeling.value: {"feeling": feeling} for feeling in thanks.FEELINGS},
    "again": {
        "yes": {"wants_again": True},
        "no": {"wants_again": False},
        "pass": {"wants_again": None},
    },
    "thanks": {key: {"thanks_phrase": key} for key in feedbacks.THANKS},
}
"""What each button says."""


@blueprint.get("/retour/<token>")
@public
@token_form
def show(token: str) -> str:
    """Her own answers so far; `?reponse=…` only puts that button first."""
    found = _view(token)
    return render_template(
        "feedbacks/show.html",
        it=found,
        first=request.args.get("reponse", ""),
        thanks=thanks,
        token=token,
    )


@blueprint.post("/retour/<token>")
@public
@token_form
def say(token: str) -> Response:
    """One press is one answer; a later press corrects it."""
    found = _view(token)
    said = _said()
    try:
        feedbacks.say(db(), found.appointment, found.person, said, by=found.person, now=now())
    except Refusal:
        roll_back()
    return redirect(url_for(".show", token=token), 303)


@blueprint.post("/retour/<token>/bloquer")
@public
@token_form
def block(token: str) -> Response:
    """« Je ne veux plus de contact avec cette personne »."""
    found = _view(token)
    chosen = request.form.get("avec")
    blocks.block_one_of(db(), found.others, chosen, by=found.person, now=now())
    return redirect(url_for(".show", token=token, fait="blocked"), 303)


def _said() -> feedbacks.Said:
    """The one button that was pressed."""
    pressed = [
        answers[request.form[name]]
        for name, answers in _ANSWERS.items()
        if request.form.get(name) in answers
    ]
    if not pressed:
        abort(400)
    return pressed[0]


def _view(token: str) -> FeedbackView:
    row, person = get_token(db(), token, TokenPurpose.FEEDBACK)
    appointment = get_appointment(db(), row.appointment_id or 0)
    return feedback_of(db(), appointment, person, now=now())
