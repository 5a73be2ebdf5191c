"""Every state of everything, and the only legal ways from one to another (docs/glossary.md)."""

from __future__ import annotations

from enum import StrEnum

from mutualaid.domain.errors import IllegalTransition


class RequestStatus(StrEnum):
    """A help request."""

    UNCONFIRMED = "unconfirmed"
    OPEN = "open"
    PROPOSED = "proposed"
    AGREED = "agreed"
    DONE = "done"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    EXPIRED = "expired"


class OfferStatus(StrEnum):
    """An offer."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class ProposalStatus(StrEnum):
    """A proposal: one request, one offer, one slot."""

    OPEN = "open"
    HELD = "held"
    AGREED = "agreed"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What one of the two said."""

    NONE = "none"
    YES = "yes"
    NO = "no"


class AppointmentStatus(StrEnum):
    """An appointment."""

    PLANNED = "planned"
    DONE = "done"
    NOT_DONE = "not_done"
    CANCELLED = "cancelled"


class HelperStatus(StrEnum):
    """One helper of an appointment."""

    COMING = "coming"
    CANCELLED = "cancelled"


class MessageStatus(StrEnum):
    """A message on its way; `failed` always owes the coordinator a task."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How a person is reached."""

    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"


class TaskStatus(StrEnum):
    """Something a coordinator has to do."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class EnrolmentStatus(StrEnum):
    """Somebody's part in the veille."""

    WAITING = "waiting"
    """Written down for somebody who has not said yes herself."""
    ACTIVE = "active"
    ENDED = "ended"


class RoundStatus(StrEnum):
    """A round of calls and knocks."""

    OPEN = "open"
    CLOSED = "closed"


class TokenStatus(StrEnum):
    """A link that was mailed."""

    LIVE = "live"
    REVOKED = "revoked"


_R, _O, _P, _A, _M = RequestStatus, OfferStatus, ProposalStatus, AppointmentStatus, MessageStatus

LEGAL: dict[type[StrEnum], dict[StrEnum, frozenset[StrEnum]]] = {
    RequestStatus: {
        _R.UNCONFIRMED: frozenset({_R.OPEN, _R.CANCELLED, _R.CLOSED, _R.EXPIRED}),
        _R.OPEN: frozenset({_R.PROPOSED, _R.CANCELLED, _R.CLOSED, _R.EXPIRED}),
        _R.PROPOSED: frozenset({_R.OPEN, _R.AGREED, _R.CANCELLED, _R.CLOSED, _R.EXPIRED}),
        _R.AGREED: frozenset({_R.OPEN, _R.DONE, _R.CANCELLED, _R.CLOSED}),
    },
    OfferStatus: {
        _O.UNCONFIRMED: frozenset({_O.ACTIVE, _O.WITHDRAWN}),
        _O.ACTIVE: frozenset({_O.PAUSED, _O.WITHDRAWN}),
        _O.PAUSED: frozenset({_O.ACTIVE, _O.WITHDRAWN}),
        _O.WITHDRAWN: frozenset({_O.ACTIVE}),
    },
    ProposalStatus: {
        _P.OPEN: frozenset(
            {_P.HELD, _P.AGREED, _P.DECLINED, _P.EXPIRED, _P.SUPERSEDED, _P.CANCELLED}
        ),
        _P.HELD: frozenset(
            {_P.OPEN, _P.AGREED, _P.DECLINED, _P.EXPIRED, _P.SUPERSEDED, _P.CANCELLED}
        ),
        _P.DECLINED: frozenset({_P.OPEN}),
        _P.AGREED: frozenset({_P.CANCELLED}),
    },
    AppointmentStatus: {
        _A.PLANNED: frozenset({_A.DONE, _A.NOT_DONE, _A.CANCELLED}),
    },
    HelperStatus: {HelperStatus.COMING: frozenset({HelperStatus.CANCELLED})},
    MessageStatus: {
        _M.PENDING: frozenset({_M.SENDING, _M.SENT, _M.CANCELLED, _M.FAILED}),
        _M.SENDING: frozenset({_M.PENDING, _M.SENT, _M.FAILED, _M.CANCELLED}),
        _M.FAILED: frozenset({_M.PENDING, _M.CANCELLED}),
        _M.SENT: frozenset({_M.PENDING, _M.FAILED}),
    },
    TaskStatus: {
        TaskStatus.OPEN: frozenset({TaskStatus.DONE, TaskStatus.CANCELLED}),
        TaskStatus.DONE: frozenset({TaskStatus.OPEN}),
        TaskStatus.CANCELLED: frozenset({TaskStatus.OPEN}),
    },
    EnrolmentStatus: {
        EnrolmentStatus.WAITING: frozenset({EnrolmentStatus.ACTIVE, EnrolmentStatus.ENDED}),
        EnrolmentStatus.ACTIVE: frozenset({EnrolmentStatus.ENDED}),
        EnrolmentStatus.ENDED: frozenset({EnrolmentStatus.WAITING, EnrolmentStatus.ACTIVE}),
    },
    RoundStatus: {RoundStatus.OPEN: frozenset({RoundStatus.CLOSED})},
    TokenStatus: {TokenStatus.LIVE: frozenset({TokenStatus.REVOKED})},
}
"""From each state, where one may go. An offer undone within its hour goes back to active; a
message resent by hand goes back to pending."""

LIVE_PROPOSALS = (ProposalStatus.OPEN, ProposalStatus.HELD)
SEARCHING_REQUESTS = (RequestStatus.OPEN, RequestStatus.PROPOSED)
LIVE_REQUESTS = (*SEARCHING_REQUESTS, RequestStatus.AGREED)


def check_transition(old: StrEnum, new: StrEnum) -> None:
    """Raise IllegalTransition when the table above does not list the change."""
    if new not in LEGAL[type(old)].get(old, frozenset()):
        raise IllegalTransition(f"{type(old).__name__}: {old} → {new} is not a legal change")
