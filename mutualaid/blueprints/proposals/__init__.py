"""Yes or no, for each of the two, from a mailed link."""

from mutualaid.blueprints.proposals.views import blueprint

__all__ = ["blueprint"]
