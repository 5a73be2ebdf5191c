"""Whose offer it is, and the task of getting acquainted."""

from __future__ import annotations

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.models import Offer, User


def guard(offer: Offer, by: User) -> None:
    """Only the person herself, or who acts for her."""
    if not policies.may_change_offer(by, offer):
        raise NotFound("offer")


def meet_key(person: User) -> str:
    """The reason of the task « à rencontrer », dropped once she is met."""
    return f"meet:user:{person.id}"
