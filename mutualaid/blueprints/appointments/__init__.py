"""The appointment: what, when, with whom; contacts for the two after sign-in."""

from mutualaid.blueprints.appointments.views import blueprint

__all__ = ["blueprint"]
