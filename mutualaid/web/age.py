"""Pages that are for people of 18 or more; the others read why, and whom to call."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug import Response

from mutualaid import policies
from mutualaid.web.auth import visitor
from mutualaid.web.language import page_url

YOUNG = "/inscription/15-17-ans"


def from_18_on(blueprint: Blueprint) -> None:
    """Lead whoever is signed in and younger away from every page of this blueprint."""
    blueprint.before_request(_lead_away)


def _lead_away() -> Response | None:
    user = visitor()
    if user is None or policies.may_post(user):
        return None
    return redirect(page_url(YOUNG), 303)
