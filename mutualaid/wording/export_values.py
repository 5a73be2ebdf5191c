"""What stands in the columns of « Mes données », in words instead of our codes."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from mutualaid.domain.distance import Reach
from mutualaid.domain.geo import Precision
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    AppointmentStatus,
    Channel,
    HelperStatus,
    MessageStatus,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
    TokenStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    ConsentPurpose,
    ContactChoice,
    CoordinatorRole,
    Feeling,
    HelperWish,
    MailKind,
    NoticeKind,
    Recurrence,
    RelativeRole,
    ReportKind,
)
from mutualaid.wording import checkins
from mutualaid.wording.coordination import mail_phrase, task_title
from mutualaid.wording.dates import half_day_phrase

_WAITING, _CANCELLED, _DONE = _l("to be confirmed"), _l("cancelled"), _l("took place")
_WORDS: dict[type[StrEnum], dict[StrEnum, Any]] = {
    RequestStatus: {
        RequestStatus.UNCONFIRMED: _WAITING,
        RequestStatus.OPEN: _l("we are looking"),
        RequestStatus.PROPOSED: _l("somebody is asked"),
        RequestStatus.AGREED: _l("agreed"),
        RequestStatus.DONE: _DONE,
        RequestStatus.CANCELLED: _CANCELLED,
        RequestStatus.CLOSED: _l("solved in another way"),
        RequestStatus.EXPIRED: _l("its day passed"),
    },
    OfferStatus: {
        OfferStatus.UNCONFIRMED: _WAITING,
        OfferStatus.ACTIVE: _l("available"),
        OfferStatus.PAUSED: _l("on a break"),
        OfferStatus.WITHDRAWN: _l("withdrawn"),
    },
    HelperWish: {
        HelperWish.PIN: _l("somebody is asked first"),
        HelperWish.FORBID: _l("somebody is not asked"),
    },
    ProposalStatus: {
        ProposalStatus.OPEN: _l("waits for an answer"),
        ProposalStatus.HELD: _l("next in line"),
        ProposalStatus.AGREED: _l("agreed"),
        ProposalStatus.DECLINED: _l("said no"),
        ProposalStatus.EXPIRED: _l("no answer"),
        ProposalStatus.SUPERSEDED: _l("somebody else said yes"),
        ProposalStatus.CANCELLED: _CANCELLED,
    },
    AppointmentStatus: {
        AppointmentStatus.PLANNED: _l("planned"),
        AppointmentStatus.DONE: _DONE,
        AppointmentStatus.NOT_DONE: _l("did not take place"),
        AppointmentStatus.CANCELLED: _CANCELLED,
    },
    HelperStatus: {
        HelperStatus.COMING: _l("agreed"),
        HelperStatus.CANCELLED: _CANCELLED,
    },
    MessageStatus: {
        MessageStatus.PENDING: _l("to be sent"),
        MessageStatus.SENDING: _l("being sent"),
        MessageStatus.SENT: _l("sent, or said"),
        MessageStatus.FAILED: _l("did not arrive"),
        MessageStatus.CANCELLED: _l("not needed any more"),
    },
    TaskStatus: {
        TaskStatus.OPEN: _l("to do"),
        TaskStatus.DONE: _l("finished"),
        TaskStatus.CANCELLED: _l("not needed any more"),
    },
    TokenStatus: {
        TokenStatus.LIVE: _l("works"),
        TokenStatus.REVOKED: _l("does not work any more"),
    },
    TokenPurpose: {
        TokenPurpose.ANSWER: _l("answer a question"),
        TokenPurpose.APPOINTMENT: _l("see an appointment"),
        TokenPurpose.UNSUBSCRIBE: _l("get no more proposals"),
        TokenPurpose.CONFIRM: _l("confirm"),
        TokenPurpose.FEEDBACK: _l("say how it was"),
        TokenPurpose.PAUSE: _l("take a break"),
        TokenPurpose.RENEW: _l("go on after the last day"),
        TokenPurpose.NEWS: _l("say how things are"),
    },
    Channel: {
        Channel.EMAIL: _l("by email"),
        Channel.CALL: _l("by phone"),
        Channel.LETTER: _l("by letter"),
    },
    ContactChoice: {
        ContactChoice.PHONE: _l("the phone number"),
        ContactChoice.EMAIL: _l("the email"),
        ContactChoice.DESK: _l("only the number of the team"),
    },
    Recurrence: {Recurrence.ONCE: _l("once"), Recurrence.WEEKLY: _l("every week")},
    Reach: {
        Reach.FIVE_MINUTES: _l("5 minutes on foot"),
        Reach.TEN_MINUTES: _l("10 minutes on foot"),
        Reach.TWENTY_MINUTES: _l("20 minutes on foot"),
        Reach.FARTHER: _l("farther"),
    },
    Precision: {
        Precision.ADDRESS: _l("to the door"),
        Precision.STREET: _l("to the street"),
        Precision.COMMUNE: _l("to the town"),
        Precision.NONE: _l("not found"),
    },
    Feeling: {
        Feeling.GOOD: _l("good"),
        Feeling.MIXED: _l("so-so"),
        Feeling.BAD: _l("bad"),
    },
    NoticeKind: {
        NoticeKind.LATE: _l("I am late"),
        NoticeKind.NOBODY: _l("nobody is at the door"),
    },
    RelativeRole: {
        RelativeRole.CARER: _l("asks for this person"),
        RelativeRole.PARENT: _l("parent"),
        RelativeRole.TRUSTED: _l("trusted person"),
    },
    ReportKind: {
        ReportKind.SERVICE: _l("our service"),
        ReportKind.PERSON: _l("somebody worries me"),
        ReportKind.CONDUCT: _l("what happened during a coup de main"),
    },
    ConsentPurpose: {
        ConsentPurpose.SPOKEN_FOR: _l("the team speaks for this person"),
        ConsentPurpose.CHARTER: _l("the charter"),
        ConsentPurpose.ADVANCE_KNOWN: _l("agreed in advance with whom the team knows"),
        ConsentPurpose.PARENT: _l("a parent’s agreement"),
        ConsentPurpose.VEILLE: _l("the veille: to be asked how things are"),
    },
    CoordinatorRole: {
        CoordinatorRole.COORDINATOR: _l("coordinator"),
        CoordinatorRole.DEPUTY: _l("deputy"),
    },
    MailKind: {
        MailKind.BOUNCE: _l("it did not arrive"),
        MailKind.REPLY: _l("a reply"),
        MailKind.AUTOMATIC: _l("an automatic reply"),
        MailKind.UNKNOWN: _l("not recognised"),
    },
}


def value_phrase(value: StrEnum) -> str:
    """One value of one of our lists, in words."""
    match value:
        case HalfDay():
            return half_day_phrase(value)
        case TaskKind():
            return task_title(value)
        case MessageKind():
            return mail_phrase(value)
    if type(value) in checkins.WORDS:
        return checkins.phrase(value)
    return str(_WORDS[type(value)][value])
