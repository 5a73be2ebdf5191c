"""`/confirmer/<token>`: one press confirms what was posted, and lets its person in."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext

from mutualaid.blueprints.users.blueprint import Page, blueprint
from mutualaid.domain.statuses import Channel
from mutualaid.queries import users as queries
from mutualaid.queries.users import Confirmation
from mutualaid.services import users
from mutualaid.web import signing_in
from mutualaid.web.auth import public
from mutualaid.web.csrf import token_form
from mutualaid.web.session import browser, db, now


@blueprint.get("/confirmer/<token>")
@public
@token_form
def confirm(token: str) -> Page:
    """What waits to be confirmed, or where it stands."""
    asked = queries.get_confirmation(db(), token)
    return render_template("users/confirm.html", asked=asked, heading=_heading(asked))


@blueprint.post("/confirmer/<token>")
@public
@token_form
def do_confirm(token: str) -> Page:
    """Confirm, once; pressing again shows where it stands."""
    asked = queries.get_confirmation(db(), token)
    if not asked.is_waiting:
        return redirect(url_for("users.confirm", token=token), 303)
    users.confirm_channel(db(), asked.person, Channel.EMAIL, by=asked.person, now=now())
    browser().sign_in(asked.person)
    return signing_in.onward(coordinates=False, done="confirmed")


def _heading(asked: Confirmation) -> str:
    if not asked.is_waiting:
        return gettext("It is confirmed already")
    if asked.help_request is not None:
        return gettext("Confirm your request")
    return gettext("Confirm your offer") if asked.offer else gettext("Confirm your email")
