"""The day after: how it was, thanks, and « aimeriez-vous revoir »."""

from mutualaid.blueprints.feedbacks.views import blueprint

__all__ = ["blueprint"]
