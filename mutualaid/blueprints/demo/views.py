"""One press to become a neighbour of the demo."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from mutualaid.domain.demo import DemoRole
from mutualaid.domain.errors import NotFound
from mutualaid.queries import demo as demo_queries
from mutualaid.web.auth import public
from mutualaid.web.language import page_url
from mutualaid.web.session import browser, db

blueprint = Blueprint("demo", __name__)
LOOPBACK_NAMES = {"127.0.0.1", "localhost", "::1"}


@blueprint.before_request
def stay_on_this_machine() -> None:
    """Neither another machine nor another name of this one may sign in without a code."""
    address = request.remote_addr or ""
    name = urlsplit(f"//{request.host}").hostname
    if name not in LOOPBACK_NAMES or not ip_address(address).is_loopback:
        abort(404)


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
    return redirect(page_url("/coordination" if player.coordinations else "/mon-espace"), 303)


def _role(who: str) -> DemoRole:
    if who not in set(DemoRole):
        raise NotFound("role")
    return DemoRole(who)
