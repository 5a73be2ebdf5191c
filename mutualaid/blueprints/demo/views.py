"""One press to become a neighbour of the demo."""

from __future__ import annotations

from flask import render_template
from werkzeug.wrappers import Response

from mutualaid.blueprints.demo.blueprint import blueprint
from mutualaid.domain.demo import DemoRole
from mutualaid.domain.errors import NotFound
from mutualaid.queries import demo as demo_queries
from mutualaid.web import signing_in
from mutualaid.web.auth import public
from mutualaid.web.session import browser, db


@blueprint.get("/demo/entrer/<who>")
@public
def enter(who: str) -> str:
    """The button; looking at it signs nobody in."""
    return render_template("demo/enter.html", player=demo_queries.get_player(db(), _role(who)))


@blueprint.post("/demo/entrer/<who>")
@public
def enter_as(who: str) -> Response:
    """Sign in as the neighbour of a role, through the same door as everybody."""
    player = demo_queries.get_player(db(), _role(who))
    browser().sign_in(player)
    return signing_in.onward(coordinates=bool(player.coordinations), done="")


def _role(who: str) -> DemoRole:
    if who not in set(DemoRole):
        raise NotFound("role")
    return DemoRole(who)
