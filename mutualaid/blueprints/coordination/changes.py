"""Somebody phones close to the hour: cannot come, is late, stands there alone."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.appointments import LATE_MINUTES
from mutualaid.policies import coordinator
from mutualaid.queries.appointments import get_appointment
from mutualaid.queries.coordination import people as queries
from mutualaid.services import coordination as services
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now


@blueprint.post("/voisins/<int:user_id>/annuler")
@allowed(coordinator)
def cannot_come(user_id: int) -> Response:
    """« Je ne peux plus », heard on the phone."""
    ends_all = request.form.get("quoi") == "serie"
    services.cannot_come(db(), **_who_and_what(user_id), ends_all=ends_all)
    return go("show_neighbour", "appointment_cancelled", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/retard")
@allowed(coordinator)
def runs_late(user_id: int) -> Response:
    """« Je serai en retard », heard on the phone."""
    found = _who_and_what(user_id)
    services.runs_late(db(), minutes=chosen(_minutes, "minutes"), **found)
    return go("show_neighbour", "told", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/personne")
@allowed(coordinator)
def meets_nobody(user_id: int) -> Response:
    """« Il n'y a personne », heard on the phone."""
    services.meets_nobody(db(), **_who_and_what(user_id))
    return go("show_neighbour", "told", user_id=user_id)


def _who_and_what(user_id: int) -> dict[str, Any]:
    return {
        "person": queries.get_neighbour(db(), user_id, desk()),
        "appointment": get_appointment(db(), chosen(row_number, "rendez-vous")),
        "by": require_visitor(),
        "now": now(),
    }


def _minutes(text: str) -> int | None:
    """10, 20, 30, or nobody knows."""
    if text == "unknown":
        return None
    if text in {str(each) for each in LATE_MINUTES}:
        return int(text)
    raise ValueError(text)
