"""Somebody of 15 to 17 at the desk: written down, the parent heard, 18 at last."""

from __future__ import annotations

from flask import render_template, request
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.forms import YoungForm
from mutualaid.policies import coordinator
from mutualaid.queries.coordination import people as queries
from mutualaid.queries.coordination.today import list_homes
from mutualaid.services import minors
from mutualaid.services.minors import Parent, Said, Young
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go
from mutualaid.web.session import db, now

Page = str | Response | tuple[str, int]


@blueprint.route("/voisins/15-17-ans", methods=["GET", "POST"])
@allowed(coordinator)
def register_young() -> Page:
    """Told on the phone or at the door, with the parent to call."""
    form = YoungForm.read()
    form.offer_homes([(str(home.id), home.name) for home in list_homes(db(), desk())])
    if not form.is_accepted():
        return render_template("coordination/register_young.html", form=form), form.http_status
    young, parent = _told(form)
    said_by = form.data["said_by"]
    person = minors.register(db(), young, parent, said_by=said_by, by=require_visitor(), now=now())
    return go("show_neighbour", "young_noted", user_id=person.id)


def _told(form: YoungForm) -> tuple[Young, Parent]:
    told = form.data
    young = Young(
        told["first_name"],
        told["phone"] or None,
        told["email"] or None,
        int(told["neighbourhood"]),
    )
    parent = Parent(
        told["parent_first_name"], told["parent_phone"] or None, told["parent_email"] or None
    )
    return young, parent


@blueprint.post("/voisins/<int:user_id>/parent")
@allowed(coordinator)
def hear_parent(user_id: int) -> Response:
    """The parent said yes, and how; after a no, `ask_to_forget` erases."""
    person = queries.get_neighbour(db(), user_id, desk())
    said = chosen(Said, "reponse")
    minors.hear_parent(db(), person, said, by=require_visitor(), now=now())
    return go("show_neighbour", "parent_agreed", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/18-ans")
@allowed(coordinator)
def confirm_of_age(user_id: int) -> Response:
    """« J'ai 18 ans maintenant », confirmed."""
    person = queries.get_neighbour(db(), user_id, desk())
    minors.confirm_of_age(db(), person, by=require_visitor(), now=now())
    return go("show_neighbour", "of_age", user_id=user_id)


@blueprint.route("/voisins/<int:user_id>/moins-de-18-ans", methods=["GET", "POST"])
@allowed(coordinator)
def note_under_18(user_id: int) -> Page:
    """Younger than was ticked: what was posted or agreed ends, once it is asked again."""
    person = queries.get_neighbour(db(), user_id, desk())
    if request.method == "GET":
        return render_template("coordination/note_under_18.html", person=person)
    minors.note_under_18(db(), person, by=require_visitor(), now=now())
    return go("show_neighbour", "under_18", user_id=user_id)
