"""A neighbour asks the desk to be forgotten."""

from __future__ import annotations

from flask import render_template
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.policies import coordinator
from mutualaid.queries.coordination import people as queries
from mutualaid.services import leaving
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import desk, go
from mutualaid.web.session import db, now


@blueprint.get("/voisins/<int:user_id>/partir")
@allowed(coordinator)
def ask_to_forget(user_id: int) -> str:
    """What will happen, to be read aloud before it does."""
    person = queries.get_neighbour(db(), user_id, desk())
    what = leaving.what_ends(db(), person)
    return render_template("coordination/ask_to_forget.html", person=person, what=what)


@blueprint.post("/voisins/<int:user_id>/partir")
@allowed(coordinator)
def forget(user_id: int) -> Response:
    """« Effacez tout », heard on the phone or at the door."""
    person = queries.get_neighbour(db(), user_id, desk())
    leaving.leave(db(), person, by=require_visitor(), now=now())
    return go("list_neighbours", "forgotten")
