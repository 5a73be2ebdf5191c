"""Offering a hand: publish, pause, withdraw and come back."""

from mutualaid.models import Offer
from mutualaid.services.offers.guarding import meet_key
from mutualaid.services.offers.pausing import (
    has_ended,
    may_renew,
    pause,
    renew,
    resume,
    resume_due,
)
from mutualaid.services.offers.publishing import Offering, open_confirmed, publish
from mutualaid.services.offers.withdrawing import may_undo_withdraw, undo_withdraw, withdraw

__all__ = [
    "Offer",
    "Offering",
    "has_ended",
    "may_renew",
    "may_undo_withdraw",
    "meet_key",
    "open_confirmed",
    "pause",
    "publish",
    "renew",
    "resume",
    "resume_due",
    "undo_withdraw",
    "withdraw",
]
