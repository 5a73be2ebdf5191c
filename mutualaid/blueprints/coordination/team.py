"""The team: who answers for which neighbourhood, when, and who is away; one's own days away."""

from __future__ import annotations

from flask import render_template
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.clock import local_date
from mutualaid.policies import coordinator
from mutualaid.queries import absences as queries
from mutualaid.queries.coordination.posts import list_posts
from mutualaid.services import absences
from mutualaid.web.absence_form import AbsenceForm
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk import zone
from mutualaid.web.desk_pages import chosen, desk, go
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now


@blueprint.route("/equipe", methods=["GET", "POST"])
@allowed(coordinator)
def team() -> str | Response | tuple[str, int]:
    """Everybody of her neighbourhoods, and the days on which she is away herself."""
    me, form, today = require_visitor(), AbsenceForm.read(), local_date(now(), zone())
    form.today = today
    if form.is_accepted():
        absences.add(db(), me, *form.days, by=me, now=now())
        return go("team", "changed")
    shown = {
        "posts": list_posts(db(), desk(), today=today),
        "mine": queries.list_coming_absences(db(), me, today=today),
        "today": today,
    }
    return render_template("coordination/team.html", form=form, **shown), form.http_status


@blueprint.post("/equipe/absences/retirer")
@allowed(coordinator)
def back_at_desk() -> Response:
    """There on those days after all."""
    me = require_visitor()
    absences.remove(db(), me, chosen(row_number, "absence"), by=me, now=now())
    return go("team", "changed")
