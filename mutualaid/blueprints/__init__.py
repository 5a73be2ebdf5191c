"""The URL map is one list."""

from __future__ import annotations

from flask import Blueprint

from mutualaid.blueprints.appointments import blueprint as appointments
from mutualaid.blueprints.checkins.views import blueprint as checkins
from mutualaid.blueprints.coordination.views import blueprint as coordination
from mutualaid.blueprints.demo import blueprint as demo
from mutualaid.blueprints.feedbacks import blueprint as feedbacks
from mutualaid.blueprints.help_requests.views import blueprint as help_requests
from mutualaid.blueprints.home.views import blueprint as home
from mutualaid.blueprints.messages.views import blueprint as messages
from mutualaid.blueprints.offers.views import blueprint as offers
from mutualaid.blueprints.proposals import blueprint as proposals
from mutualaid.blueprints.reports.views import blueprint as reports
from mutualaid.blueprints.ties import blueprint as ties
from mutualaid.blueprints.users.views import blueprint as users

BLUEPRINTS: tuple[Blueprint, ...] = (
    home,
    users,
    help_requests,
    offers,
    proposals,
    appointments,
    feedbacks,
    ties,
    messages,
    reports,
    checkins,
    coordination,
)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = (demo,)
"""Only with DEMO=1."""
