"""The URL map is one list."""

from __future__ import annotations

from flask import Blueprint

from mutualaid.blueprints.appointments import blueprint as appointments
from mutualaid.blueprints.demo.views import blueprint as demo
from mutualaid.blueprints.help_requests.views import blueprint as help_requests
from mutualaid.blueprints.home.views import blueprint as home
from mutualaid.blueprints.offers.views import blueprint as offers
from mutualaid.blueprints.proposals import blueprint as proposals

BLUEPRINTS: tuple[Blueprint, ...] = (
    home,
    help_requests,
    offers,
    proposals,
    appointments,
)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = (demo,)
"""Only with DEMO=1."""
