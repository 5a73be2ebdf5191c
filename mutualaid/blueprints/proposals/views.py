"""The page behind a mailed link: where things stand, and real buttons."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.queries.proposals import get_proposal
from mutualaid.queries.tokens import get_token
from mutualaid.services import blocks, help_requests, proposals, surplus
from mutualaid.services.proposals.situations import HelperSituation, ResidentSituation, situation
from mutualaid.services.tokens import token_text
from mutualaid.web.auth import public
from mutualaid.web.csrf import token_form
from mutualaid.web.session import db, now, roll_back
from mutualaid.wording.proposals import helper_question, resident_heading

blueprint = Blueprint("proposals", __name__)


@blueprint.get("/proposition/<token>")
@public
@token_form
def show(token: str) -> str:
    """Where things stand; `?reponse=oui` only puts that button first."""
    found = _situation(token)
    first = request.args.get("reponse", "")
    if isinstance(found, HelperSituation):
        heading = helper_question(found.proposal, found.state, found.team)
        return render_template("proposals/helper.html", it=found, heading=heading, first=first)
    heading = resident_heading(found.proposal, found.state, found.team)
    return render_template("proposals/resident.html", it=found, heading=heading, first=first)


@blueprint.post("/proposition/<token>")
@public
@token_form
def answer(token: str) -> Response:
    """One press is one answer; a second press changes nothing and shows where things stand."""
    found = _situation(token)
    if isinstance(found, HelperSituation) and request.form.get("answer") == "another":
        return redirect(_another(found, token), 303)
    try:
        if isinstance(found, HelperSituation):
            _helper_answers(found, request.form.get("answer", ""))
        else:
            _resident_answers(found, request.form.get("answer", ""))
    except Refusal:
        roll_back()
    return redirect(url_for(".show", token=token), 303)


def _situation(token: str) -> HelperSituation | ResidentSituation:
    row, person = get_token(db(), token, TokenPurpose.ANSWER)
    proposal = get_proposal(db(), row.proposal_id or 0)
    return situation(db(), proposal, person, now=now())


def _another(found: HelperSituation, token: str) -> str:
    """The page of the next need that suits, or this one again, which says that nobody waits."""
    asked = surplus.ask_for_another(db(), found.proposal, now=now())
    if asked is None:
        return url_for(".show", token=token, reponse="personne")
    return url_for(".show", token=token_text(db(), TokenPurpose.ANSWER, asked, found.person))


def _helper_answers(found: HelperSituation, said: str) -> None:
    proposal, helper = found.proposal, found.person
    if said in {"yes", "no"}:
        proposals.answer_as_helper(db(), proposal, said == "yes", by=helper, now=now())
    elif said == "undo":
        proposals.undo(db(), proposal, by=helper, now=now())
    else:
        abort(400)


def _resident_answers(found: ResidentSituation, said: str) -> None:
    help_request, resident = found.help_request, found.person
    if said in {"yes", "no"}:
        read_of = [
            int(number) for number in request.form.get("team", "").split() if number.isdecimal()
        ]
        proposals.answer_as_resident(
            db(), found.proposal, said == "yes", by=resident, now=now(), team=read_of
        )
    elif said == "not_with":
        if (one := _one_of_team(found)) is not None:
            proposals.refuse_one(db(), one, by=resident, now=now())
    elif said == "advance":
        proposals.agree_in_advance(db(), help_request, by=resident, now=now())
    elif said == "wait":
        proposals.prefer_to_wait(db(), help_request, by=resident, now=now())
    elif said == "block":
        one = _one_of_team(found) if found.team is not None else found.proposal
        if found.state == "asked" and one is not None:  # named here; twice is once
            blocks.block(db(), one.helper, by=resident, now=now())
    elif said == "not_needed":
        help_requests.withdraw(db(), help_request, by=resident, now=now())
    else:
        abort(400)


def _one_of_team(found: ResidentSituation) -> proposals.Proposal | None:
    """The one whom a button of the page names."""
    who = request.form.get("who", "")
    team = found.team.holding if found.team is not None and found.state == "asked" else ()
    return next((each for each in team if str(each.id) == who), None)
