"""`/desabonnement`, `/pause`, `/prolonger`: importing the pages puts them on the map."""

from __future__ import annotations

from mutualaid.blueprints.messages import pausing, renewing, unsubscribing
from mutualaid.blueprints.messages.blueprint import blueprint

__all__ = ["blueprint", "pausing", "renewing", "unsubscribing"]
