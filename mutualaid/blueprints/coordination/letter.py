"""A letter to somebody who reads no mail: what she asked, what happens now, whom to call."""

from __future__ import annotations

from typing import Any

from flask import render_template

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound
from mutualaid.emails.phrases import agreed_facts
from mutualaid.policies import coordinator
from mutualaid.queries.appointments import list_planned, others_of
from mutualaid.queries.coordination import requests as queries
from mutualaid.queries.desk import find_next_half_day
from mutualaid.web.auth import allowed
from mutualaid.web.desk_pages import desk
from mutualaid.web.session import db, now
from mutualaid.wording.next_steps import desk_half_day


@blueprint.get("/demandes/<int:request_id>/lettre")
@allowed(coordinator)
def letter(request_id: int) -> str:
    """To hand over or to post; it says nothing that a call would not say."""
    help_request = queries.get_request(db(), request_id, desk())
    home = help_request.neighbourhood
    if home is None:
        raise NotFound("neighbourhood")
    return render_template(
        "coordination/letter.html",
        help_request=help_request,
        home=home,
        on=local_date(now(), home.zone),
        calls_on=desk_half_day(find_next_half_day(db(), home, now=now())),
        **_agreed(help_request),
    )


def _agreed(help_request: Any) -> dict[str, Any]:
    """Who comes and when, once all have said yes; the same facts as in the mail."""
    meeting = _meeting(help_request)
    others = others_of(meeting, help_request.user) if meeting is not None else []
    if not others:
        return {"meeting": None}
    facts = agreed_facts(meeting, help_request.user, others)
    return {"meeting": meeting, "others": others, "facts": facts}


def _meeting(help_request: Any) -> Any:
    """The first appointment to come."""
    today = local_date(now(), help_request.zone)
    coming = (each for each in list_planned(db(), help_request) if each.on_date >= today)
    return next(coming, None)
