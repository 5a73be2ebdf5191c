"""`/prolonger/<token>`: a post that ends goes on, or not, in one press."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug import Response

from mutualaid.blueprints.messages.blueprint import blueprint
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.queries import help_requests as request_queries
from mutualaid.queries import offers as offer_queries
from mutualaid.queries.tokens import get_token
from mutualaid.services import offers, renewals
from mutualaid.web.auth import public
from mutualaid.web.csrf import token_form
from mutualaid.web.session import db, now, roll_back
from mutualaid.wording import standings


@blueprint.get("/prolonger/<token>")
@public
@token_form
def renew(token: str) -> str:
    """What ends, when, and the two answers."""
    row, person = get_token(db(), token, TokenPurpose.RENEW)
    return render_template(
        "messages/renew.html",
        token=token,
        home=person.neighbourhood,
        zone=person.zone,
        standings=standings,
        **_post(row),
    )


@blueprint.post("/prolonger/<token>")
@public
@token_form
def do_renew(token: str) -> Response:
    """« Prolonger », or « laisser finir », which changes nothing."""
    row, person = get_token(db(), token, TokenPurpose.RENEW)
    if request.form.get("reponse") != "prolonger":
        return redirect(url_for(".renew", token=token, fait="post_ends"), 303)
    try:
        done = _renew(_post(row), person)
    except Refusal:
        roll_back()
        return redirect(url_for(".renew", token=token), 303)
    return redirect(url_for(".renew", token=token, fait=done), 303)


def _renew(post: dict[str, Any], person: Any) -> str:
    if post["offer"] is not None:
        offers.renew(db(), post["offer"], by=person, now=now())
        return "offer_renewed"
    renewals.renew(db(), post["help_request"], by=person, now=now())
    return "request_renewed"


def _post(row: Any) -> dict[str, Any]:
    """The offer or the request of this link, and whether it may still be renewed."""
    if row.offer_id is not None:
        offer = offer_queries.get_offer(db(), row.offer_id)
        is_over = offers.has_ended(offer, now())
        may = offers.may_renew(offer, now=now())
        return {"offer": offer, "help_request": None, "is_over": is_over, "may": may}
    found = request_queries.get_help_request(db(), row.help_request_id)
    later = renewals.find_renewed(db(), found, now=now())
    may = later is None and renewals.may_renew(found, now=now())
    return {"offer": None, "help_request": later or found, "is_over": False, "may": may}
