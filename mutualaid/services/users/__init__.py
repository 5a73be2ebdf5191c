"""People join, confirm how they are reached, are met, and change what they said of themselves."""

from mutualaid.services.users.confirming import confirm_channel, enter, open_what_waited
from mutualaid.services.users.contacts import choose_contact
from mutualaid.services.users.joining import (
    MOST_NEWCOMERS,
    ask_confirmation,
    join,
    note_spoken_for,
    register_spoken_for,
)
from mutualaid.services.users.moving import move, review_key
from mutualaid.services.users.trusting import HIGHEST_LEVEL, mark_met, set_level

__all__ = [
    "HIGHEST_LEVEL",
    "MOST_NEWCOMERS",
    "ask_confirmation",
    "choose_contact",
    "confirm_channel",
    "enter",
    "join",
    "mark_met",
    "move",
    "note_spoken_for",
    "open_what_waited",
    "register_spoken_for",
    "review_key",
    "set_level",
]
