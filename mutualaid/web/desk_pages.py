"""What every page of the desk does: whose it is, what a button sent, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, redirect, request, url_for
from werkzeug import Response

from mutualaid import policies
from mutualaid.web.auth import require_visitor

T = TypeVar("T")


def desk() -> frozenset[int]:
    """The neighbourhoods of the coordinator who is here."""
    return policies.neighbourhood_ids(require_visitor())


def go(endpoint: str, done: str = "", **values: Any) -> Response:
    """Back to a page of the same blueprint, which says what was done."""
    if done:
        values["fait"] = done
    return redirect(url_for(f".{endpoint}", **values), 303)


def chosen(read: Callable[[str], T], name: str) -> T:
    """What a button sent, read; anything else than our own buttons send is a bad request."""
    try:
        return read(request.form.get(name, ""))
    except ValueError:
        abort(400)


def search_words() -> str:
    """What is looked for, from the address of the page."""
    return request.args.get("nom", "").strip()[:80]
