"""The map of the pages that mails lead to; the files beside this one put their own on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("messages", __name__)
