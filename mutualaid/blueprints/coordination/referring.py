"""Who told the desk of a need: looked for among its neighbours, and thanked without a detail."""

from __future__ import annotations

from flask import render_template
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.policies import coordinator
from mutualaid.queries.coordination import people as people_queries
from mutualaid.queries.coordination import requests as queries
from mutualaid.services import referrals
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go, search_words
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now

MOST_FOUND = 12


@blueprint.get("/demandes/<int:request_id>/signale-par")
@allowed(coordinator)
def name_reporter(request_id: int) -> str:
    """Choose who told us, or nobody after all."""
    need = queries.get_request(db(), request_id, desk())
    words = search_words()
    found = people_queries.list_neighbours(db(), desk(), words=words, limit=MOST_FOUND)
    return render_template(
        "coordination/name_reporter.html",
        help_request=need,
        reporter=queries.find_reporter(db(), need),
        people=[each for each in found if words and each.id != need.user_id],
        searched=words,
    )


@blueprint.post("/demandes/<int:request_id>/signale-par")
@allowed(coordinator)
def note_reporter(request_id: int) -> Response:
    """Chosen; 0 is nobody."""
    need = queries.get_request(db(), request_id, desk())
    number = chosen(row_number, "personne")
    person = people_queries.get_neighbour(db(), number, desk()) if number else None
    referrals.name(db(), need, person, by=require_visitor(), now=now())
    return go("show_request", "changed", request_id=request_id)
