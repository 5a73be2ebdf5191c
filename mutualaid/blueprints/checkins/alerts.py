"""Canicule, grand froid: the level in words, the round of the day, the names left."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template
from werkzeug import Response

from mutualaid.blueprints.checkins.blueprint import blueprint
from mutualaid.domain.checkins import AlertLevel, Outcome, RoundKind
from mutualaid.domain.clock import local_date
from mutualaid.policies import coordinator
from mutualaid.queries import checkins as queries
from mutualaid.queries.coordination.today import list_homes
from mutualaid.services import checkins as services
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go
from mutualaid.web.session import db, now


@blueprint.get("/coordination/canicule")
@allowed(coordinator)
def show_alerts() -> str:
    """Each of her neighbourhoods: its level, its round of today, who is reached and who is not."""
    homes = list_homes(db(), desk())
    return render_template(
        "checkins/show_alerts.html",
        situations=[_situation(home) for home in homes],
        levels=list(AlertLevel),
        kinds=(RoundKind.HEAT, RoundKind.COLD),
    )


def _situation(home: Any) -> dict[str, Any]:
    today = local_date(now(), home.zone)
    round_ = queries.find_of_day(db(), home.id, today)
    entries = queries.list_entries(db(), round_.id) if round_ else []
    listed = [each for each in entries if each.outcome is not Outcome.WITHDRAWN]
    rungs = queries.list_climbing(db(), home.id)
    return {
        "home": home,
        "alert": queries.find_alert(db(), home.id),
        "round": round_,
        "n_people": len(listed),
        "reached": [each for each in listed if each.outcome and each.outcome.is_news],
        "unreached": [each for each in listed if each.outcome is Outcome.SILENT],
        "left": [each for each in listed if each.outcome is None],
        "escalated": rungs,
    }


@blueprint.post("/coordination/canicule")
@allowed(coordinator)
def set_alert() -> Response:
    """The level, as the coordinator judges it."""
    kind, level = chosen(RoundKind, "motif"), chosen(AlertLevel, "niveau")
    home_id = chosen(int, "quartier")
    services.set_alert(db(), home_id, kind, level, by=require_visitor(), now=now())
    return go("show_alerts", "alert_set")


@blueprint.post("/coordination/canicule/fin")
@allowed(coordinator)
def end_alert() -> Response:
    """It is over."""
    home_id = chosen(int, "quartier")
    if home_id not in desk():
        abort(404)
    services.end_alert(db(), home_id, by=require_visitor(), now=now())
    return go("show_alerts", "alert_ended")
