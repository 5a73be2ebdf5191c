"""When a neighbour of the desk may be asked: absences, breaks, the end of an offer."""

from __future__ import annotations

from typing import Any

from flask import render_template
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.clock import local_date
from mutualaid.policies import coordinator
from mutualaid.queries import absences as absence_queries
from mutualaid.queries import offers as offer_queries
from mutualaid.queries.coordination import people as queries
from mutualaid.services import absences, breaks, offers, relatives, reminders
from mutualaid.services.coordination import CallAnswer
from mutualaid.web.absence_form import AbsenceForm
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now


@blueprint.route("/voisins/<int:user_id>/disponibilite", methods=["GET", "POST"])
@allowed(coordinator)
def availability(user_id: int) -> str | Response | tuple[str, int]:
    """What a neighbour says on the phone: not free on these days, a break, stop."""
    person = queries.get_neighbour(db(), user_id, desk())
    form = AbsenceForm.read()
    form.today = local_date(now(), person.zone)
    if form.is_accepted():
        absences.add(db(), person, *form.days, by=require_visitor(), now=now())
        return go("availability", "changed", user_id=user_id)
    return _page(person, form), form.http_status


@blueprint.post("/voisins/<int:user_id>/absences/retirer")
@allowed(coordinator)
def remove_absence(user_id: int) -> Response:
    """Free on those days after all."""
    person = queries.get_neighbour(db(), user_id, desk())
    number = chosen(row_number, "absence")
    absences.remove(db(), person, number, by=require_visitor(), now=now())
    return go("availability", "changed", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/offre")
@allowed(coordinator)
def take_break(user_id: int) -> Response:
    """« Pause », « reprendre », « je m'arrête », heard on the phone."""
    person = queries.get_neighbour(db(), user_id, desk())
    breaks.say(db(), person, chosen(breaks.Word, "mot"), by=require_visitor(), now=now())
    return go("availability", "changed", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/rappel")
@allowed(coordinator)
def remind_by_call(user_id: int) -> Response:
    """« Appelez-moi avant chaque rendez-vous », or not any more."""
    person = queries.get_neighbour(db(), user_id, desk())
    wanted = chosen(CallAnswer, "reponse") is CallAnswer.YES
    reminders.ask_for_calls(db(), person, wanted=wanted, by=require_visitor(), now=now())
    return go("availability", "changed", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/son-accord")
@allowed(coordinator)
def own_yes(user_id: int) -> Response:
    """What the person said herself, when a relative asked in her name."""
    person = queries.get_neighbour(db(), user_id, desk())
    says_yes = chosen(CallAnswer, "reponse") is CallAnswer.YES
    hear = relatives.hear_yes if says_yes else relatives.hear_no
    hear(db(), person, by=require_visitor(), now=now())
    return go("today", "confirmed" if says_yes else "own_no")


def _page(person: Any, form: AbsenceForm) -> str:
    today = local_date(now(), person.zone)
    found = absence_queries.list_coming_absences(db(), person, today=today)
    offer = offer_queries.find_latest(db(), person)
    return render_template(
        "coordination/availability.html",
        person=person,
        form=form,
        found=found,
        clashes=absence_queries.list_clashes(db(), person, found, today=today),
        offer=offer,
        may_renew=offer is not None and offers.may_renew(offer, now=now()),
        may_undo=offer is not None and offers.may_undo_withdraw(offer, now=now()),
        is_on_the_phone=reminders.needs_a_call(person),
    )
