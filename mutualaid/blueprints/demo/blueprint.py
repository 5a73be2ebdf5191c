"""The demo's own pages, for this machine only."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, abort, request

blueprint = Blueprint("demo", __name__)
LOOPBACK_NAMES = {"127.0.0.1", "localhost", "::1"}


@blueprint.before_request
def stay_on_this_machine() -> None:
    """Neither another machine nor another name of this one may sign in without a code."""
    address = request.remote_addr or ""
    name = urlsplit(f"//{request.host}").hostname
    if name not in LOOPBACK_NAMES or not ip_address(address).is_loopback:
        abort(404)
