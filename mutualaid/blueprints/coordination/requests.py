"""Requests: all of them, one of them, and whom to ask by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.policies import coordinator, may_see_request
from mutualaid.queries.appointments import find_incomplete
from mutualaid.queries.coordination import requests as queries
from mutualaid.queries.offers import get_offer
from mutualaid.queries.proposals import get_proposal
from mutualaid.queries.teams import team_of
from mutualaid.services import coordination as services
from mutualaid.services import help_requests, renewals
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go, search_words
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now

Wish = services.Wish


@blueprint.get("/demandes")
@allowed(coordinator)
def list_requests() -> str:
    """Every living request, unmet first."""
    found = queries.list_requests(db(), desk())
    asked = queries.count_proposals(db(), [each.id for each in found])
    return render_template("coordination/list_requests.html", found=found, asked=asked)


@blueprint.get("/demandes/<int:request_id>")
@allowed(coordinator)
def show_request(request_id: int) -> str:
    """One request: its facts, who was asked and what they said."""
    help_request = queries.get_request(db(), request_id, desk())
    proposals = queries.list_proposals(db(), help_request)
    return render_template(
        "coordination/show_request.html",
        help_request=help_request,
        incomplete=find_incomplete(db(), help_request),
        gathering=team_of(help_request, proposals),
        proposals=proposals,
    )


@blueprint.get("/demandes/<int:request_id>/qui")
@allowed(coordinator)
def choose_helper(request_id: int) -> str:
    """Whom to ask: those who suit first, and what stands in the way of the others."""
    help_request = queries.get_request(db(), request_id, desk())
    return render_template(
        "coordination/choose_helper.html",
        help_request=help_request,
        incomplete=find_incomplete(db(), help_request),
        candidates=_candidates(help_request),
        choices={each.helper_id: each for each in services.list_choices(db(), help_request)},
        trial=_trial(help_request),
        searched=search_words(),
    )


@blueprint.post("/demandes/<int:request_id>/proposer")
@allowed(coordinator)
def propose(request_id: int) -> Response:
    """Ask one neighbour for one half-day."""
    help_request = queries.get_request(db(), request_id, desk())
    offer = get_offer(db(), chosen(row_number, "offre"))
    on_date = chosen(date.fromisoformat, "jour")
    slot = Slot.of(on_date, chosen(HalfDay, "moment"))
    services.propose_by_hand(db(), help_request, offer, slot, by=require_visitor(), now=now())
    return go("show_request", "asked", request_id=request_id)


@blueprint.post("/demandes/<int:request_id>/choix")
@allowed(coordinator)
def decide(request_id: int) -> Response:
    """Ask this neighbour first, never ask that one, or like anybody again."""
    help_request = queries.get_request(db(), request_id, desk())
    offer, me = get_offer(db(), chosen(row_number, "offre")), require_visitor()
    wish = chosen(Wish, "choix")
    if wish is Wish.NONE:
        services.take_back(db(), help_request, offer, by=me, now=now())
    else:
        services.choose(db(), help_request, offer, wish.kept, by=me, now=now())
    return go("choose_helper", "decided", request_id=request_id)


@blueprint.post("/demandes/<int:request_id>/chercher")
@allowed(coordinator)
def search_for_one(request_id: int) -> Response:
    """Let the worker ask the next neighbour of this request, within seconds."""
    help_request = queries.get_request(db(), request_id, desk())
    services.search_for_one(db(), help_request, by=require_visitor(), now=now())
    return go("choose_helper", "run_asked", request_id=request_id)


@blueprint.post("/demandes/<int:request_id>/urgence")
@allowed(coordinator)
def set_urgent(request_id: int) -> Response:
    """Urgent, or not any more."""
    help_request = queries.get_request(db(), request_id, desk())
    is_urgent = request.form.get("urgent") == "oui"
    services.set_urgent(db(), help_request, is_urgent=is_urgent, by=require_visitor(), now=now())
    return go("show_request", "changed", request_id=request_id)


@blueprint.post("/demandes/<int:request_id>/prolonger")
@allowed(coordinator)
def renew_request(request_id: int) -> Response:
    """It goes on: a week later too, or eight more weeks."""
    help_request = queries.get_request(db(), request_id, desk())
    renewed = renewals.renew(db(), help_request, by=require_visitor(), now=now())
    return go("show_request", "changed", request_id=renewed.id)


@blueprint.post("/demandes/<int:request_id>/fermer")
@allowed(coordinator)
def close_request(request_id: int) -> Response:
    """« Résolu autrement », or the person does not need it any more."""
    help_request = queries.get_request(db(), request_id, desk())
    is_withdrawn = request.form.get("pourquoi") == "retiree"
    end = help_requests.withdraw if is_withdrawn else help_requests.close
    end(db(), help_request, by=require_visitor(), now=now())
    return go("show_request", "request_closed", request_id=request_id)


@blueprint.post("/propositions/<int:proposal_id>/reponse")
@allowed(coordinator)
def note_answer(proposal_id: int) -> Response:
    """A yes or a no that one of the two said."""
    proposal = get_proposal(db(), proposal_id)
    side, user = chosen(services.Side, "qui"), require_visitor()
    says_yes = chosen(services.CallAnswer, "reponse") is services.CallAnswer.YES
    alone = request.form.get("seul") == "oui"
    services.answer_for(db(), proposal, side, says_yes=says_yes, by=user, now=now(), alone=alone)
    if may_see_request(user, proposal.help_request):
        return go("show_request", "answer_noted", request_id=proposal.help_request_id)
    return go("show_neighbour", "answer_noted", user_id=proposal.helper_id)


def _candidates(help_request: Any) -> list[services.Candidate]:
    """Those of this need, or those whose name was typed."""
    words = search_words()
    return services.list_candidates(
        db(), help_request, by=require_visitor(), words=words, now=now()
    )


def _trial(help_request: Any) -> services.Trial | None:
    """What a search would do, when the page is asked for it."""
    if "essai" not in request.args:
        return None
    return services.try_out(db(), help_request, by=require_visitor(), now=now())
