"""`/mon-espace/mes-donnees`: read, print, take along; leave; stay after a long silence."""

from __future__ import annotations

import json

from flask import Response, redirect, render_template, url_for

from mutualaid.blueprints.users.blueprint import Page, blueprint
from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import TokenPurpose
from mutualaid.policies import member
from mutualaid.queries.tokens import get_token
from mutualaid.services import export, leaving
from mutualaid.services.last_contact import heard_from
from mutualaid.services.leaving import User
from mutualaid.web.auth import allowed, public, require_visitor
from mutualaid.web.csrf import token_form
from mutualaid.web.desk import zone
from mutualaid.web.session import browser, db, now
from mutualaid.wording.export import sections


@blueprint.get("/mon-espace/mes-donnees")
@allowed(member)
def my_data() -> Page:
    """Everything that is held about me, to read and to print."""
    found = export.read(db(), require_visitor())
    return render_template("users/my_data.html", sections=sections(found, zone()))


@blueprint.get("/mon-espace/mes-donnees.json")
@allowed(member)
def my_data_file() -> Response:
    """The same, for another service."""
    found = export.everything(db(), require_visitor())
    body = json.dumps(found, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="mes-donnees.json"'}
    return Response(body, content_type="application/json; charset=utf-8", headers=headers)


@blueprint.get("/mon-espace/partir")
@allowed(member)
def depart() -> Page:
    """What will happen, before it does."""
    me = require_visitor()
    is_alone = leaving.coordinates_alone(db(), me)
    return render_template("users/depart.html", is_alone=is_alone, what=leaving.what_ends(db(), me))


@blueprint.post("/mon-espace/partir")
@allowed(member)
def depart_now() -> Page:
    """Gone: no mail can say so any more, the next page does."""
    me = require_visitor()
    browser().sign_out()
    leaving.leave(db(), me, by=me, now=now())
    return redirect(url_for("users.left"), 303)


@blueprint.get("/parti")
@public
def left() -> Page:
    """Everything is forgotten."""
    return render_template("users/left.html")


@blueprint.get("/rester/<token>")
@public
@token_form
def stay(token: str) -> Page:
    """« Je reste »: asked of somebody who was silent for long."""
    return render_template("users/stay.html", person=_silent_person(token), is_noted=False)


@blueprint.post("/rester/<token>")
@public
@token_form
def stay_now(token: str) -> Page:
    """The silence is over; twice is once."""
    person = _silent_person(token)
    heard_from(db(), person, now=now())
    return render_template("users/stay.html", person=person, is_noted=True)


def _silent_person(token: str) -> User:
    """Whom the mail asked; a link that renews a post is not this one."""
    row, person = get_token(db(), token, TokenPurpose.RENEW)
    if row.offer_id is not None or row.help_request_id is not None:
        raise NotFound("token")
    return person
