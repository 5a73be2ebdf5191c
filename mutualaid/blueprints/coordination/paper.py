"""What hangs in a hall: the poster and the bulletin of a neighbourhood."""

from __future__ import annotations

from flask import render_template, request

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.homes import home_of, homes
from mutualaid.domain.clock import local_date
from mutualaid.policies import coordinator
from mutualaid.queries.coordination import paper as queries
from mutualaid.web.auth import allowed
from mutualaid.web.qr import poster_code
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now

SIZES = ("A3", "A4")
LONGEST = 10
"""Digits of a number that a row may have."""


@blueprint.get("/affiche")
@allowed(coordinator)
def poster() -> str:
    """A poster, A3 or A4, with strips to tear off."""
    found = homes()
    home = home_of(found)
    size = request.args.get("format", "")
    return render_template(
        "coordination/poster.html",
        homes=found,
        home=home,
        paper_size=size if size in SIZES else SIZES[0],
        sizes=SIZES,
        code=poster_code(home.code),
    )


@blueprint.get("/bulletin")
@allowed(coordinator)
def bulletin() -> str:
    """What the neighbourhood looks for this week, on one sheet."""
    found = homes()
    home, today = home_of(found), local_date(now(), home_of(found).zone)
    without = _numbers(request.args.getlist("sans"))
    return render_template(
        "coordination/bulletin.html",
        homes=found,
        home=home,
        on=today,
        needs=queries.list_needs(db(), home.id, today=today, without=without),
        without=without,
        code=poster_code(home.code),
    )


def _numbers(texts: list[str]) -> list[int]:
    """What is left out, from the address of the page; what is no number is not there."""
    return [row_number(text) for text in texts if text.isdecimal() and len(text) < LONGEST]
