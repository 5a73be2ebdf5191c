"""What the pages of the veille share: their blueprint and their words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug import Response

from mutualaid import policies
from mutualaid.web.auth import visitor
from mutualaid.web.session import now
from mutualaid.wording import checkins
from mutualaid.wording.categories import category_title

Page = str | Response | tuple[str, int]
blueprint = Blueprint("checkins", __name__)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    user = visitor()
    return {
        "desk": policies.neighbourhood_ids(user) if user else frozenset(),
        "veille": checkins,
        "category_title": category_title,
        "now": now(),
    }
