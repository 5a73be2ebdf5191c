"""Getting to know a neighbour: trusted person, referees and the level's history, household."""

from __future__ import annotations

from typing import Any

from flask import render_template
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.forms import RefereeForm, TrustedForm
from mutualaid.policies import coordinator
from mutualaid.queries import acquaintance as queries
from mutualaid.queries.coordination import people
from mutualaid.services import acquaintance as services
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go, search_words
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now

Page = str | Response | tuple[str, int]
MOST_FOUND = 20


def _person(user_id: int) -> Any:
    return people.get_neighbour(db(), user_id, desk())


@blueprint.route("/voisins/<int:user_id>/confiance", methods=["GET", "POST"])
@allowed(coordinator)
def trusted(user_id: int) -> Page:
    """Whom to call when this person does not answer."""
    person, form = _person(user_id), TrustedForm.read()
    if form.is_accepted():
        told = form.data
        services.name_trusted(
            db(), person, told["first_name"], told["phone"], by=require_visitor(), now=now()
        )
        return go("trusted", "named", user_id=user_id)
    found = queries.list_trusted(db(), person)
    page = render_template("coordination/trusted.html", person=person, form=form, found=found)
    return page, form.http_status


@blueprint.post("/voisins/<int:user_id>/confiance/oui")
@allowed(coordinator)
def hear_trusted(user_id: int) -> Response:
    """« Oui, appelez-moi », said by the trusted person herself."""
    person = _person(user_id)
    relative = queries.get_trusted(db(), chosen(row_number, "personne"), person)
    services.hear_trusted(db(), person, relative, by=require_visitor(), now=now())
    return go("trusted", "heard", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/confiance/retirer")
@allowed(coordinator)
def forget_trusted(user_id: int) -> Response:
    """Nobody calls her any more."""
    person = _person(user_id)
    relative = queries.get_trusted(db(), chosen(row_number, "personne"), person)
    services.forget_trusted(db(), person, relative, by=require_visitor(), now=now())
    return go("trusted", "name_forgotten", user_id=user_id)


@blueprint.route("/voisins/<int:user_id>/references", methods=["GET", "POST"])
@allowed(coordinator)
def referees(user_id: int) -> Page:
    """Who knows this helper, and how her level came about."""
    person, form = _person(user_id), RefereeForm.read()
    if form.is_accepted():
        first_name = form.data["first_name"]
        services.name_referee(db(), person, first_name, by=require_visitor(), now=now())
        return go("referees", "named", user_id=user_id)
    shown = {
        "found": queries.list_referees(db(), person),
        "known": queries.count_known(db(), person),
        "levels": queries.list_level_changes(db(), person),
    }
    page = render_template("coordination/referees.html", person=person, form=form, **shown)
    return page, form.http_status


@blueprint.post("/voisins/<int:user_id>/references/oui")
@allowed(coordinator)
def hear_referee(user_id: int) -> Response:
    """« Oui, je la connais », heard today."""
    person = _person(user_id)
    referee = queries.get_referee(db(), chosen(row_number, "personne"), person)
    services.hear_referee(db(), person, referee, by=require_visitor(), now=now())
    return go("referees", "heard", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/references/retirer")
@allowed(coordinator)
def forget_referee(user_id: int) -> Response:
    """She said no, or was named by mistake."""
    person = _person(user_id)
    referee = queries.get_referee(db(), chosen(row_number, "personne"), person)
    services.forget_referee(db(), person, referee, by=require_visitor(), now=now())
    return go("referees", "name_forgotten", user_id=user_id)


@blueprint.get("/voisins/<int:user_id>/foyer")
@allowed(coordinator)
def household(user_id: int) -> str:
    """With whom this person lives, and somebody to add."""
    person, searched = _person(user_id), search_words()
    together = queries.list_household(db(), person)
    found = (
        people.list_neighbours(db(), desk(), words=searched, limit=MOST_FOUND)
        if searched
        else queries.list_same_contact(db(), person, desk())
    )
    here = {person.id, *(each.id for each in together)}
    others = [each for each in found if each.id not in here]
    shown = {"together": together, "others": others, "searched": searched}
    return render_template("coordination/household.html", person=person, **shown)


@blueprint.post("/voisins/<int:user_id>/foyer")
@allowed(coordinator)
def join_household(user_id: int) -> Response:
    """« Même foyer »."""
    person, other = _person(user_id), _person(chosen(row_number, "avec"))
    services.live_together(db(), person, other, by=require_visitor(), now=now())
    return go("household", "household", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/foyer/quitter")
@allowed(coordinator)
def leave_household(user_id: int) -> Response:
    """Another household after all."""
    services.live_apart(db(), _person(user_id), by=require_visitor(), now=now())
    return go("household", "changed", user_id=user_id)
