"""What is said by phone around an appointment: close to the hour, and the days after."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext

from mutualaid.domain.messages import MessageKind
from mutualaid.queries.appointments import others_of
from mutualaid.queries.tasks import Call
from mutualaid.wording.appointments import names_phrase, notice_phrase
from mutualaid.wording.spoken import reach, slot_of


def _reminder(call: Call) -> list[str]:
    names = _names(call)
    if not names:
        return []
    return [
        gettext(
            "You have an appointment with %(names)s, %(slot)s.", names=names, slot=slot_of(call)
        ),
        gettext("Is it still all right for you?"),
    ]


def _news(call: Call) -> list[str]:
    """Late, or alone at the door: the sentence, then the number."""
    if call.notice is None or call.help_request is None:
        return []
    return [f"{notice_phrase(call.notice, call.help_request)}.", reach(call.notice.user)]


def _names(call: Call) -> str:
    if call.appointment is None:
        return ""
    others = others_of(call.appointment, call.message.user)
    return names_phrase([each.first_name for each in others])


LINES: dict[MessageKind, Callable[[Call], list[str]]] = {
    MessageKind.APPOINTMENT_REMINDER: _reminder,
    MessageKind.RUNNING_LATE: _news,
    MessageKind.NOBODY_AT_DOOR: _news,
}
