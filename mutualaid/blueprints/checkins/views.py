"""Every page of the veille."""

from mutualaid.blueprints.checkins import alerts, news, rounds, veille
from mutualaid.blueprints.checkins.blueprint import blueprint

__all__ = ["alerts", "blueprint", "news", "rounds", "veille"]
