"""« Comment ça va cette semaine ? »: the page behind the mail; and what one sees of the veille."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug import Response

from mutualaid import policies
from mutualaid.blueprints.checkins.blueprint import blueprint
from mutualaid.domain.checkins import WeeklyAnswer
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.queries import checkins as queries
from mutualaid.queries.tokens import get_token
from mutualaid.services import checkins as services
from mutualaid.web.auth import allowed, public, require_visitor
from mutualaid.web.csrf import token_form
from mutualaid.web.session import db, now, roll_back


@blueprint.get("/nouvelles/<token>")
@public
@token_form
def news(token: str) -> str:
    """Three buttons; `?reponse=…` only puts one of them first."""
    person = _reader(token)
    enrolment = queries.find_of(db(), person)
    row = queries.find_latest_news(db(), person.id)
    return render_template(
        "checkins/news.html",
        person=person,
        home=person.neighbourhood,
        is_in=enrolment is not None and enrolment.status is EnrolmentStatus.ACTIVE,
        answer=row.answer if row else None,
        answers=_first(list(WeeklyAnswer), request.args.get("reponse", "")),
        token=token,
    )


def _first(answers: list[WeeklyAnswer], wanted: str) -> list[WeeklyAnswer]:
    return sorted(answers, key=lambda each: each.value != wanted)


@blueprint.post("/nouvelles/<token>")
@public
@token_form
def say_news(token: str) -> Response:
    """One press is one answer; a later press corrects it."""
    person = _reader(token)
    try:
        said = WeeklyAnswer(request.form.get("reponse", ""))
    except ValueError:
        abort(400)
    try:
        services.answer(db(), person, said, now=now())
    except Refusal:
        roll_back()
    return redirect(url_for(".news", token=token), 303)


def _reader(token: str) -> Any:
    _row, person = get_token(db(), token, TokenPurpose.NEWS)
    return person


@blueprint.get("/mon-espace/veille")
@allowed(policies.member)
def own_veille() -> str:
    """What one agreed to, each answer that is kept, and the way out."""
    me = require_visitor()
    enrolment = queries.find_of(db(), me)
    return render_template(
        "checkins/own_veille.html",
        me=me,
        enrolment=enrolment,
        is_in=enrolment is not None and enrolment.status is not EnrolmentStatus.ENDED,
        own=queries.list_own(db(), me),
    )


@blueprint.post("/mon-espace/veille/oui")
@allowed(policies.member)
def agree_myself() -> Response:
    """« Oui, je veux bien », said by oneself."""
    services.confirm(
        db(), require_visitor(), services.OwnYes("web"), by=require_visitor(), now=now()
    )
    return redirect(url_for(".own_veille", fait="veille_agreed"), 303)


@blueprint.post("/mon-espace/veille/arreter")
@allowed(policies.member)
def withdraw_myself() -> Response:
    """« J'arrête », said by oneself: at once."""
    services.withdraw(db(), require_visitor(), by=require_visitor(), now=now())
    return redirect(url_for(".own_veille", fait="veille_ended"), 303)
