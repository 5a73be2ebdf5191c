"""`/numeros-utiles`: all of them, or those of one worry."""

from __future__ import annotations

from flask import render_template

from mutualaid.blueprints.home.blueprint import blueprint
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound
from mutualaid.web.auth import public
from mutualaid.web.desk import desk_of_visitor, zone
from mutualaid.web.session import now
from mutualaid.wording.useful_numbers import RUBRICS, find_rubric


@blueprint.get("/numeros-utiles")
@public
def useful_numbers() -> str:
    """Listening lines and emergency numbers."""
    today = local_date(now(), zone())
    return render_template(
        "home/useful_numbers.html", rubrics=RUBRICS, today=today, desk=desk_of_visitor()
    )


@blueprint.get("/numeros-utiles/<slug>")
@public
def rubric(slug: str) -> str:
    """The numbers for one worry; a poster may lead here."""
    found = find_rubric(slug)
    if found is None:
        raise NotFound("rubric")
    today = local_date(now(), zone())
    return render_template("home/rubric.html", rubric=found, today=today, desk=desk_of_visitor())
