"""The map of this feature's pages; the files beside this one put their own on it."""

from __future__ import annotations

from flask import Blueprint
from werkzeug import Response

blueprint = Blueprint("users", __name__)
BOTH = ["GET", "POST"]
Page = str | Response | tuple[str, int]
