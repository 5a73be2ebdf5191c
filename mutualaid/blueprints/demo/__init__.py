"""The demo's pages: only with DEMO=1, only on loopback."""

from mutualaid.blueprints.demo import components, letters, views
from mutualaid.blueprints.demo.blueprint import blueprint

__all__ = ["blueprint", "components", "letters", "views"]
