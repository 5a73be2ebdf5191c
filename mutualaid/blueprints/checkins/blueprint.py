"""What the pages of the veille share: their blueprint, their words, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug import Response

from mutualaid import policies
from mutualaid.web.auth import require_visitor, visitor
from mutualaid.web.session import now
from mutualaid.wording import checkins
from mutualaid.wording.categories import category_title

T = TypeVar("T")
Page = str | Response | tuple[str, int]
blueprint = Blueprint("checkins", __name__)


def desk() -> frozenset[int]:
    """The neighbourhoods of the coordinator who is here."""
    return policies.neighbourhood_ids(require_visitor())


def go(endpoint: str, done: str = "", anchor: str = "", **values: Any) -> Response:
    """Back to a page, at one place of it, which says what was done."""
    if done:
        values["fait"] = done
    return redirect(url_for(f".{endpoint}", **values) + (f"#{anchor}" if anchor else ""), 303)


def chosen(read: Callable[[str], T], name: str) -> T:
    """What a button sent, read; anything else than our own buttons send is a bad request."""
    try:
        return read(request.form.get(name, ""))
    except ValueError:
        abort(400)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    user = visitor()
    return {
        "desk": policies.neighbourhood_ids(user) if user else frozenset(),
        "veille": checkins,
        "category_title": category_title,
        "now": now(),
    }
