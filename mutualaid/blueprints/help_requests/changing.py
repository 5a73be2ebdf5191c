"""Change a request, repeat it, let it go on: the form opens filled in."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug import Response

from mutualaid import policies
from mutualaid.blueprints.help_requests.asking import wizard
from mutualaid.blueprints.help_requests.blueprint import blueprint
from mutualaid.blueprints.help_requests.origin import Purpose, answers_of
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.queries import help_requests as queries
from mutualaid.services import renewals
from mutualaid.services.help_requests import HelpRequest
from mutualaid.services.revising import MAY_CHANGE
from mutualaid.web.auth import allowed, public, require_visitor
from mutualaid.web.session import db, now
from mutualaid.web.wizard import change_url


@blueprint.post("/demander/<int:number>/modifier")
@allowed(policies.member)
def change(number: int) -> Response:
    """Read every answer again, each with its way to change it."""
    source = _own(number)
    if source.status not in MAY_CHANGE:
        raise Refusal("no_change_any_more")
    wizard.begin(answers_of(source, Purpose.CHANGE))
    return redirect(url_for(".check"), 303)


@blueprint.post("/demander/<int:number>/redemander")
@allowed(policies.member)
def again(number: int) -> Response:
    """« Redemander la même chose », perhaps « avec la même personne »: only when is asked."""
    source = _own(number)
    helper = queries.find_helper_again(db(), source) if request.form.get("avec") else None
    more = {"helper_id": helper.id} if helper is not None else {}
    wizard.begin(answers_of(source, Purpose.AGAIN, **more))
    return redirect(change_url("when"), 303)


@blueprint.post("/demander/nouvelle")
@public
def anew() -> Response:
    """Leave what was opened; a blank form."""
    wizard.take()
    return redirect(url_for(".ask"), 303)


@blueprint.post("/demander/<int:number>/prolonger")
@allowed(policies.member)
def renew(number: int) -> Response:
    """The same half-days a week later, or eight more weeks."""
    renewals.renew(db(), _own(number), by=require_visitor(), now=now())
    return redirect(url_for("users.my_space", fait="request_renewed"), 303)


def _own(number: int) -> HelpRequest:
    """A request that the visitor may change; else there is none."""
    help_request = queries.get_help_request(db(), number)
    if not policies.may_change_request(require_visitor(), help_request):
        raise NotFound("help_request")
    return help_request
