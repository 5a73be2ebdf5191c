"""Which coordinator a page names, and on whose clock it speaks."""

from __future__ import annotations

from flask import current_app

from mutualaid.queries.home import Desk, find_desk, list_desks
from mutualaid.web.auth import visitor
from mutualaid.web.session import db


def desk_of_visitor() -> Desk | None:
    """The visitor's own desk, or else the first to have opened."""
    user = visitor()
    if user is not None and user.neighbourhood_id is not None:
        return find_desk(db(), user.neighbourhood_id)
    desks = list_desks(db())
    return desks[0] if desks else None


def zone() -> str:
    """The visitor's time zone, or else the instance's."""
    user = visitor()
    if user is not None and user.neighbourhood is not None:
        return user.neighbourhood.zone
    return str(current_app.config["SETTINGS"].default_zone)
