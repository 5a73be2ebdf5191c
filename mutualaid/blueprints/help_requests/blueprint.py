"""The map of this feature's pages; the files beside this one put their own on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("help_requests", __name__)
BOTH = ["GET", "POST"]
