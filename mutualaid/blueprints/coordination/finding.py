"""One box on every page of the desk: whoever phones is found while she speaks."""

from __future__ import annotations

from flask import render_template, request

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.appointments import LATE_MINUTES
from mutualaid.domain.clock import local_date
from mutualaid.policies import coordinator
from mutualaid.queries.coordination.finding import find_people
from mutualaid.web.auth import allowed
from mutualaid.web.desk import zone
from mutualaid.web.desk_pages import desk
from mutualaid.web.session import db, now


@blueprint.get("/chercher")
@allowed(coordinator)
def find() -> str:
    """Any piece of a name, a phone or a street; each with what comes next."""
    words = request.args.get("mots", "").strip()[:80]
    found, n_found = find_people(db(), desk(), words, today=local_date(now(), zone()))
    return render_template(
        "coordination/find.html",
        words_typed=words,
        found=found,
        n_found=n_found,
        late_minutes=LATE_MINUTES,
    )
