"""Three doors, and « nous ne sommes pas encore dans votre rue »."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug import Response

from mutualaid.blueprints.home import about, law, numbers, reading, rules
from mutualaid.blueprints.home.blueprint import blueprint
from mutualaid.blueprints.home.forms import ElsewhereForm
from mutualaid.domain.clock import local_date
from mutualaid.queries import home as queries
from mutualaid.services import neighbourhoods
from mutualaid.web.auth import public
from mutualaid.web.desk import zone
from mutualaid.web.session import db, now

__all__ = ["about", "blueprint", "law", "numbers", "reading", "rules"]


@blueprint.get("/")
@public
def front() -> str:
    """Three doors, whom to call, this week's figures."""
    return render_template(
        "home/front.html",
        desks=queries.list_desks(db()),
        figures=queries.count_week(db(), today=local_date(now(), zone())),
    )


@blueprint.get("/q/<code>")
@public
def neighbourhood(code: str) -> str:
    """Where the QR code of a poster leads: the same doors, with the neighbourhood's own desk."""
    desk = queries.get_desk_by_code(db(), code)
    today = local_date(now(), zone())
    figures = queries.count_week(db(), today=today, neighbourhood_id=desk.neighbourhood_id)
    return render_template("home/neighbourhood.html", desk=desk, desks=[desk], figures=figures)


@blueprint.route("/ailleurs", methods=["GET", "POST"])
@public
def elsewhere() -> str | Response | tuple[str, int]:
    """No neighbourhood there yet: who helps meanwhile, and an e-mail to leave."""
    form = ElsewhereForm.read()
    if not form.is_accepted():
        return render_template("home/elsewhere.html", form=form), form.http_status
    neighbourhoods.leave_email(db(), email=form.email.data, commune=form.commune.data, now=now())
    return redirect(url_for(".elsewhere_noted"), 303)


@blueprint.get("/ailleurs/merci")
@public
def elsewhere_noted() -> str:
    """The e-mail is noted."""
    return render_template("home/elsewhere_noted.html")
