"""Asking for a hand: publish, open, withdraw, close."""

from mutualaid.domain.slots import Slot
from mutualaid.models import HelpRequest, Recurrence
from mutualaid.services.help_requests.ending import close, withdraw
from mutualaid.services.help_requests.opening import became_open, open_confirmed
from mutualaid.services.help_requests.publishing import publish
from mutualaid.services.help_requests.telling import Ask, Told, told

__all__ = [
    "Ask",
    "HelpRequest",
    "Recurrence",
    "Slot",
    "Told",
    "became_open",
    "close",
    "open_confirmed",
    "publish",
    "told",
    "withdraw",
]
