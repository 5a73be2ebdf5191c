"""Who takes part in the veille: the list, the words to read aloud, one person."""

from __future__ import annotations

from typing import Any

from flask import render_template
from werkzeug import Response

from mutualaid.blueprints.checkins.blueprint import Page, blueprint
from mutualaid.blueprints.checkins.forms import ANY, OTHER, EnrolForm, TermsForm
from mutualaid.domain.checkins import ASK_AGAIN_BEFORE
from mutualaid.domain.clock import local_date
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.policies import coordinator
from mutualaid.queries import checkins as queries
from mutualaid.queries.coordination.people import get_neighbour, list_neighbours
from mutualaid.services import checkins as services
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go, search_words
from mutualaid.web.session import db, now

MOST_FOUND = 20


@blueprint.get("/coordination/veille")
@allowed(coordinator)
def list_people() -> str:
    """Everybody written down, those who wait for their own yes first; and whom to add."""
    words = search_words()
    found = list_neighbours(db(), desk(), words=words, limit=MOST_FOUND) if words else []
    return render_template(
        "checkins/list_people.html",
        people=queries.list_enrolments(db(), desk()),
        found=[each for each in found if each.is_adult],
        searched=words,
    )


@blueprint.route("/coordination/veille/<int:user_id>/inscription", methods=["GET", "POST"])
@allowed(coordinator)
def enrol(user_id: int) -> Page:
    """The words to read aloud, then the answers."""
    person = get_neighbour(db(), user_id, desk())
    form = EnrolForm.read()
    form.has_email = bool(person.email)
    if not form.is_accepted():
        return render_template("checkins/enrol.html", person=person, form=form), form.http_status
    said_by = form.data["said_by"]
    own_yes = None if said_by == OTHER else services.OwnYes(said_by)
    services.enrol(db(), person, form.terms, own_yes=own_yes, by=require_visitor(), now=now())
    return go("show_person", "veille_entered", user_id=user_id)


@blueprint.route("/coordination/veille/<int:user_id>/rythme", methods=["GET", "POST"])
@allowed(coordinator)
def change_terms(user_id: int) -> Page:
    """Another rhythm, another hour."""
    enrolment = queries.get_of(db(), user_id, desk())
    person = enrolment.user
    form = TermsForm.read(_saved(enrolment))
    form.has_email = bool(person.email)
    if not form.is_accepted():
        page = render_template("checkins/change_terms.html", person=person, form=form)
        return page, form.http_status
    services.change_terms(db(), person, form.terms, by=require_visitor(), now=now())
    return go("show_person", "veille_entered", user_id=user_id)


def _saved(enrolment: Any) -> dict[str, Any]:
    names = ("cadence", "news_by", "wants_alert_mail", "preferred_time", "topic", "after_hours")
    saved = {name: getattr(enrolment, name) for name in names}
    return saved | {"preferred_half_day": enrolment.preferred_half_day or ANY}


@blueprint.get("/coordination/veille/<int:user_id>")
@allowed(coordinator)
def show_person(user_id: int) -> str:
    """Where things stand with one person, and what can be done."""
    person = get_neighbour(db(), user_id, desk())
    return render_template(
        "checkins/show_person.html",
        person=person,
        relative=queries.find_relative(person),
        own=queries.list_own(db(), person),
        **_part_of(user_id),
        **_found_for_circle(person),
    )


def _part_of(user_id: int) -> dict[str, Any]:
    enrolment = queries.find_whole(db(), user_id)
    return {
        "enrolment": enrolment,
        "is_in": enrolment is not None and enrolment.status is not EnrolmentStatus.ENDED,
        "rungs": queries.list_rungs(db(), [enrolment.id])[enrolment.id] if enrolment else [],
        "is_ending": _is_ending(enrolment),
    }


def _found_for_circle(person: Any) -> dict[str, Any]:
    """Whom the words may mean, of the person's own neighbourhood."""
    words = search_words()
    home = {person.neighbourhood_id or 0}
    found = list_neighbours(db(), home, words=words, limit=MOST_FOUND) if words else []
    return {"searched": words, "found": found}


def _is_ending(enrolment: Any) -> bool:
    """Whether it is time to ask for another year."""
    if enrolment is None or enrolment.agreed_until is None:
        return False
    return bool(enrolment.agreed_until <= local_date(now() + ASK_AGAIN_BEFORE, enrolment.user.zone))


@blueprint.post("/coordination/veille/<int:user_id>/oui")
@allowed(coordinator)
def confirm(user_id: int) -> Response:
    """« Oui, je veux bien », after the words were read."""
    person = queries.get_of(db(), user_id, desk()).user
    own_yes = chosen(_own_yes, "reponse")
    services.confirm(db(), person, own_yes, by=require_visitor(), now=now())
    return go("show_person", "veille_agreed", user_id=user_id)


@blueprint.post("/coordination/veille/<int:user_id>/renouveler")
@allowed(coordinator)
def renew(user_id: int) -> Response:
    """« Oui, on continue »."""
    person = queries.get_of(db(), user_id, desk()).user
    own_yes = chosen(_own_yes, "reponse")
    services.renew(db(), person, own_yes, by=require_visitor(), now=now())
    return go("show_person", "veille_renewed", user_id=user_id)


def _own_yes(channel: str) -> services.OwnYes:
    if channel not in {"phone", "door"}:
        raise ValueError(channel)
    return services.OwnYes(channel)


@blueprint.post("/coordination/veille/<int:user_id>/arreter")
@allowed(coordinator)
def withdraw(user_id: int) -> Response:
    """« J'arrête », said to the desk."""
    person = queries.get_of(db(), user_id, desk()).user
    services.withdraw(db(), person, by=require_visitor(), now=now())
    return go("show_person", "veille_ended", user_id=user_id)


@blueprint.post("/coordination/veille/<int:user_id>/nouvelles")
@allowed(coordinator)
def heard_of(user_id: int) -> Response:
    """« J'ai eu des nouvelles »."""
    person = queries.get_of(db(), user_id, desk()).user
    services.heard_of(db(), person, by=require_visitor(), now=now())
    return go("show_person", "news_heard", user_id=user_id)


@blueprint.post("/coordination/veille/<int:user_id>/etape-suivante")
@allowed(coordinator)
def climb_next(user_id: int) -> Response:
    """« Toujours rien »: the next rung, now."""
    person = queries.get_of(db(), user_id, desk()).user
    services.climb_next(db(), person, by=require_visitor(), now=now())
    return go("show_person", "rung_climbed", user_id=user_id)


@blueprint.post("/coordination/veille/<int:user_id>/cercle")
@allowed(coordinator)
def add_to_circle(user_id: int) -> Response:
    """A neighbour who knows the person and agreed to go and see."""
    person = queries.get_of(db(), user_id, desk()).user
    neighbour = get_neighbour(db(), chosen(int, "voisin"), desk())
    services.add_to_circle(db(), person, neighbour, by=require_visitor(), now=now())
    return go("show_person", "veille_entered", user_id=user_id)


@blueprint.post("/coordination/veille/<int:user_id>/cercle/retirer")
@allowed(coordinator)
def take_from_circle(user_id: int) -> Response:
    """Not any more."""
    person = queries.get_of(db(), user_id, desk()).user
    neighbour_id = chosen(int, "voisin")
    services.take_from_circle(db(), person, neighbour_id, by=require_visitor(), now=now())
    return go("show_person", "veille_entered", user_id=user_id)
