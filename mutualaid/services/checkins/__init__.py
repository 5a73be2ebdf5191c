"""The veille: into it with one's own yes, rounds, the ladder of silence, alerts, mails."""

from mutualaid.services.checkins.alerts import ask_daily_rounds, end_alert, set_alert
from mutualaid.services.checkins.enrolling import (
    OwnYes,
    Terms,
    change_terms,
    confirm,
    enrol,
    renew,
    withdraw,
)
from mutualaid.services.checkins.ladder import climb_due, climb_next, heard_of, list_due
from mutualaid.services.checkins.naming import (
    add_to_circle,
    drop_relative,
    hear_relative,
    name_relative,
    take_from_circle,
)
from mutualaid.services.checkins.outcomes import (
    note_call_again,
    note_need,
    note_outcome,
    note_topic,
)
from mutualaid.services.checkins.rounds import (
    Opening,
    close_round,
    note_sheet,
    open_round,
    take_over,
)

__all__ = [
    "Opening",
    "OwnYes",
    "Terms",
    "add_to_circle",
    "ask_daily_rounds",
    "change_terms",
    "climb_due",
    "climb_next",
    "close_round",
    "confirm",
    "drop_relative",
    "end_alert",
    "enrol",
    "hear_relative",
    "heard_of",
    "list_due",
    "name_relative",
    "note_call_again",
    "note_need",
    "note_outcome",
    "note_sheet",
    "note_topic",
    "open_round",
    "renew",
    "set_alert",
    "take_from_circle",
    "take_over",
    "withdraw",
]
