"""The map of this feature's pages; the files beside this one put their own on it."""

from __future__ import annotations

from flask import Blueprint

from mutualaid.web.age import from_18_on

blueprint = Blueprint("help_requests", __name__)
from_18_on(blueprint)
BOTH = ["GET", "POST"]
