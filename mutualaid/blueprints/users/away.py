"""`/mon-espace/absences`: the days on which nobody may ask."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from mutualaid.blueprints.users.appointment_lines import appointment_lines
from mutualaid.blueprints.users.blueprint import BOTH, Page, blueprint
from mutualaid.domain.clock import local_date
from mutualaid.policies import member
from mutualaid.queries import absences as queries
from mutualaid.services import absences as services
from mutualaid.web.absence_form import AbsenceForm
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk import zone
from mutualaid.web.session import db, now


@blueprint.route("/mon-espace/absences", methods=BOTH)
@allowed(member)
def absences() -> Page:
    """« Je ne suis pas libre du … au … »: those noted, and one more."""
    form, me = AbsenceForm.read(), require_visitor()
    form.today = local_date(now(), zone())
    if form.is_accepted():
        services.add(db(), me, *form.days, by=me, now=now())
        return redirect(url_for(".absences", fait="absence_noted"), 303)
    found = queries.list_coming_absences(db(), me, today=form.today)
    clashing = queries.list_clashes(db(), me, found, today=form.today)
    clashes = appointment_lines(clashing, me, "appointments.ask_to_cancel")
    page = render_template("users/absences.html", form=form, found=found, clashes=clashes)
    return page, form.http_status


@blueprint.post("/mon-espace/absences/<int:number>/retirer")
@allowed(member)
def remove_absence(number: int) -> Page:
    """Free again."""
    services.remove(db(), require_visitor(), number, by=require_visitor(), now=now())
    return redirect(url_for(".absences", fait="absence_removed"), 303)
