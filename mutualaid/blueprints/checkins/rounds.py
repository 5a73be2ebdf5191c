"""Rounds: whom to call, opening one, the answers one by one, the sheets, the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from werkzeug import Response

from mutualaid.blueprints.checkins.blueprint import Page, blueprint
from mutualaid.blueprints.checkins.forms import OpenForm
from mutualaid.domain.categories import CATEGORIES
from mutualaid.domain.checkins import (
    ANSWERS,
    AlertLevel,
    Outcome,
    RoundKind,
    RoundOrder,
    SheetFate,
    Topic,
)
from mutualaid.domain.clock import local_date
from mutualaid.domain.statuses import RoundStatus
from mutualaid.policies import coordinator
from mutualaid.queries import checkins as queries
from mutualaid.queries.coordination.team import list_team
from mutualaid.queries.coordination.today import list_homes
from mutualaid.services import checkins as services
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go
from mutualaid.web.session import db, now

DAYS_TO_CALL_AGAIN = 7


@blueprint.get("/coordination/tournees")
@allowed(coordinator)
def list_rounds() -> str:
    """Who is due today at each of her desks, the round under way, the last ones."""
    homes = list_homes(db(), desk())
    return render_template(
        "checkins/list_rounds.html",
        homes=homes,
        due={home.id: _due_at(home) for home in homes},
        rounds=queries.list_rounds(db(), desk()),
    )


def _due_at(home: Any) -> queries.DueList:
    today = local_date(now(), home.zone)
    order = RoundOrder.PRIORITY
    return queries.list_due(db(), home.id, today=today, zone=home.zone, order=order)


@blueprint.route("/coordination/tournees/ouvrir", methods=["GET", "POST"])
@allowed(coordinator)
def open_round() -> Page:
    """Why, in what order, and who answers for it."""
    form = _open_form()
    if not form.is_accepted():
        return render_template("checkins/open_round.html", form=form), form.http_status
    told = form.data
    opening = services.Opening(
        int(told["neighbourhood"]),
        int(told["responsible"]),
        RoundKind(told["kind"]),
        AlertLevel(told["level"]) if told["level"] and told["kind"] != "ordinary" else None,
        RoundOrder(told["order"]),
    )
    opened = services.open_round(db(), opening, by=require_visitor(), now=now())
    return go("show_round", "round_opened", round_id=opened.id)


def _open_form() -> OpenForm:
    asked = request.args
    form = OpenForm.read({"neighbourhood": asked.get("quartier"), "kind": asked.get("motif")})
    homes = [(str(home.id), home.name) for home in list_homes(db(), desk())]
    team = list_team(db(), desk())
    form.prepare(homes, [(str(each.id), each.first_name) for each in team])
    return form


@blueprint.get("/coordination/tournees/<int:round_id>")
@allowed(coordinator)
def show_round(round_id: int) -> str:
    """Every line, in the order of the sheets, with its four buttons."""
    return render_template("checkins/show_round.html", **_round(round_id))


@blueprint.get("/coordination/tournees/<int:round_id>/feuilles")
@allowed(coordinator)
def print_sheets(round_id: int) -> str:
    """The call sheets, twelve people a page."""
    return render_template("checkins/print_sheets.html", **_round(round_id))


def _round(round_id: int) -> dict[str, Any]:
    found = queries.get_round(db(), round_id, desk())
    entries = queries.list_entries(db(), found.id)
    ids = [entry.user_id for entry in entries]
    today = local_date(now(), found.neighbourhood.zone)
    return {
        "round": found,
        "entries": entries,
        "is_open": found.status is RoundStatus.OPEN,
        "left": [entry for entry in entries if entry.outcome is None],
        "enrolments": queries.list_enrolments_of(db(), ids),
        "last_news": queries.list_last_news(db(), ids, before_round=found.id),
        "days": [today + timedelta(days=n) for n in range(1, DAYS_TO_CALL_AGAIN + 1)],
        "categories": [each.key for each in CATEGORIES],
        "topics": list(Topic),
        "answers": ANSWERS,
        "fates": list(SheetFate),
    }


@blueprint.post("/coordination/tournees/<int:round_id>/lignes/<int:entry_id>/reponse")
@allowed(coordinator)
def note_outcome(round_id: int, entry_id: int) -> Response:
    """One of the four answers; sent again, it is the same one."""
    entry = queries.get_entry(db(), entry_id, round_id, desk())
    outcome, attempt = chosen(Outcome, "reponse"), chosen(int, "appel")
    services.note_outcome(db(), entry, outcome, attempt=attempt, by=require_visitor(), now=now())
    return go("show_round", round_id=round_id, _anchor=f"ligne-{entry.position}")


@blueprint.post("/coordination/tournees/<int:round_id>/lignes/<int:entry_id>/besoin")
@allowed(coordinator)
def note_need(round_id: int, entry_id: int) -> Response:
    """« A besoin de… »."""
    entry = queries.get_entry(db(), entry_id, round_id, desk())
    category = request.form.get("besoin", "")
    services.note_need(db(), entry, category, by=require_visitor(), now=now())
    return go("show_round", round_id=round_id, _anchor=f"ligne-{entry.position}")


@blueprint.post("/coordination/tournees/<int:round_id>/lignes/<int:entry_id>/rappel")
@allowed(coordinator)
def note_call_again(round_id: int, entry_id: int) -> Response:
    """« Rappeler tel jour »."""
    entry = queries.get_entry(db(), entry_id, round_id, desk())
    on_date = chosen(date.fromisoformat, "jour")
    services.note_call_again(db(), entry, on_date, by=require_visitor(), now=now())
    return go("show_round", round_id=round_id, _anchor=f"ligne-{entry.position}")


@blueprint.post("/coordination/tournees/<int:round_id>/lignes/<int:entry_id>/sujet")
@allowed(coordinator)
def note_topic(round_id: int, entry_id: int) -> Response:
    """« Préfère parler de… »."""
    entry = queries.get_entry(db(), entry_id, round_id, desk())
    services.note_topic(db(), entry, chosen(Topic, "sujet"), by=require_visitor(), now=now())
    return go("show_round", round_id=round_id, _anchor=f"ligne-{entry.position}")


@blueprint.post("/coordination/tournees/<int:round_id>/feuilles/<int:sheet_number>")
@allowed(coordinator)
def note_sheet(round_id: int, sheet_number: int) -> Response:
    """Returned, destroyed, or never printed."""
    found = queries.get_round(db(), round_id, desk())
    sheet = queries.get_sheet(db(), sheet_number, found.id)
    services.note_sheet(db(), sheet, chosen(SheetFate, "feuille"), by=require_visitor(), now=now())
    return go("show_round", round_id=round_id, _anchor="feuilles")


@blueprint.post("/coordination/tournees/<int:round_id>/reprendre")
@allowed(coordinator)
def take_over(round_id: int) -> Response:
    """« J'en réponds »."""
    found = queries.get_round(db(), round_id, desk())
    services.take_over(db(), found, by=require_visitor(), now=now())
    return go("show_round", "round_taken", round_id=round_id)


@blueprint.post("/coordination/tournees/<int:round_id>/terminer")
@allowed(coordinator)
def close_round(round_id: int) -> Response:
    """Everybody has an answer, every sheet is accounted for."""
    found = queries.get_round(db(), round_id, desk())
    services.close_round(db(), found, by=require_visitor(), now=now())
    return go("show_round", "round_closed", round_id=round_id)
