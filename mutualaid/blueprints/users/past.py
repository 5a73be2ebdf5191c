"""`/mon-espace/passees`: what is over, to be asked for again in one gesture."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from mutualaid import policies
from mutualaid.blueprints.users.blueprint import Page, blueprint
from mutualaid.domain.errors import NotFound
from mutualaid.queries import help_requests as queries
from mutualaid.services import blocks, renewals
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.session import db, now
from mutualaid.wording import standings


@blueprint.get("/mon-espace/passees")
@allowed(policies.member)
def past_requests() -> str:
    """Requests of the last weeks, each with « redemander la même chose »."""
    found = queries.list_past(db(), require_visitor(), since=now() - renewals.RENEWED_WITHIN)
    return render_template(
        "users/past_requests.html",
        found=found,
        helpers=queries.list_helpers_again(db(), found),
        may_renew=lambda each: renewals.may_renew(each, now=now()),
        standings=standings,
    )


@blueprint.post("/mon-espace/passees/<int:number>/bloquer")
@allowed(policies.member)
def block_helper(number: int) -> Page:
    """« Je ne veux plus de contact avec cette personne », whoever came to this one."""
    me = require_visitor()
    help_request = queries.get_help_request(db(), number)
    helper = queries.find_helper_again(db(), help_request)
    if help_request.user_id != me.id or helper is None:
        raise NotFound("help_request")
    blocks.block(db(), helper, by=me, now=now())
    return redirect(url_for("users.past_requests", fait="blocked"), 303)
