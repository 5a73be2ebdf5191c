"""The kinds of message, when each may be sent, and what a mailed link is for."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """One per event and person; the folder `templates/emails/<kind>` has its words."""

    SIGN_IN = "sign_in"
    CONFIRM_REQUEST = "confirm_request"
    CONFIRM_OFFER = "confirm_offer"
    CONFIRM_JOIN = "confirm_join"
    PROPOSAL_HELPER = "proposal_helper"
    PROPOSAL_RESIDENT = "proposal_resident"
    HELPER_SAID_YES = "helper_said_yes"
    AGREED_RESIDENT = "agreed_resident"
    AGREED_HELPER = "agreed_helper"
    SUPERSEDED = "superseded"
    RESIDENT_SAID_NO = "resident_said_no"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    CANCELLED = "cancelled"
    STILL_SEARCHING = "still_searching"
    POST_ENDS = "post_ends"
    APPOINTMENT_REMINDER = "appointment_reminder"
    RUNNING_LATE = "running_late"
    NOBODY_AT_DOOR = "nobody_at_door"
    FEEDBACK = "feedback"
    FEEDBACK_REMINDER = "feedback_reminder"
    MERCI = "merci"
    MEET_AGAIN = "meet_again"
    INACTIVE_NOTICE = "inactive_notice"
    LEFT = "left"
    WEEKLY_NEWS = "weekly_news"
    HEAT_ADVICE = "heat_advice"
    WORRY = "worry"
    DESK_MORNING = "desk_morning"
    NEED_ANSWERED = "need_answered"

    @property
    def comes_to_you(self) -> bool:
        """Sent between 8 and 21 h only; the others answer the person, or belong to her office."""
        return self not in _ANSWERS_YOU


_ANSWERS_YOU = frozenset(
    {
        MessageKind.SIGN_IN,
        MessageKind.CONFIRM_REQUEST,
        MessageKind.CONFIRM_OFFER,
        MessageKind.CONFIRM_JOIN,
        MessageKind.CANCELLED,
        MessageKind.RUNNING_LATE,
        MessageKind.NOBODY_AT_DOOR,
        MessageKind.LEFT,
        MessageKind.WORRY,
        MessageKind.DESK_MORNING,
    }
)


AFTERWARDS = frozenset(
    {
        MessageKind.FEEDBACK,
        MessageKind.FEEDBACK_REMINDER,
        MessageKind.MERCI,
        MessageKind.MEET_AGAIN,
    }
)
"""Said after an appointment: still due when it is over."""


TEAM = "team"
"""In an event: it is about a team that was not complete in time."""


class TokenPurpose(StrEnum):
    """What a mailed token allows: one thing, one person, one purpose."""

    ANSWER = "answer"
    APPOINTMENT = "appointment"
    UNSUBSCRIBE = "unsubscribe"
    CONFIRM = "confirm"
    FEEDBACK = "feedback"
    PAUSE = "pause"
    RENEW = "renew"
    NEWS = "news"
