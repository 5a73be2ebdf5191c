"""`/mon-espace/passees`: what is over, to be asked for again in one gesture."""

from __future__ import annotations

from flask import render_template

from mutualaid import policies
from mutualaid.blueprints.users.blueprint import blueprint
from mutualaid.queries import help_requests as queries
from mutualaid.services import renewals
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
