"""The veille: into it with one's own yes, rounds, the ladder of silence, alerts, mails."""

from mutualaid.services.checkins.alerts import ask_daily_rounds, end_alert, set_alert
from mutualaid.services.checkins.circle import add_to_circle, take_from_circle
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
from mutualaid.services.checkins.news import answer, resume_mails, stop_mails
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
    "answer",
    "ask_daily_rounds",
    "change_terms",
    "climb_due",
    "climb_next",
    "close_round",
    "confirm",
    "end_alert",
    "enrol",
    "heard_of",
    "list_due",
    "note_call_again",
    "note_need",
    "note_outcome",
    "note_sheet",
    "note_topic",
    "open_round",
    "renew",
    "resume_mails",
    "set_alert",
    "stop_mails",
    "take_from_circle",
    "take_over",
    "withdraw",
]
