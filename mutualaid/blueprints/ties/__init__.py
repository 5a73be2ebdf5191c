"""« Mes contacts »: those with whom both want to meet again."""

from mutualaid.blueprints.ties.views import blueprint

__all__ = ["blueprint"]
