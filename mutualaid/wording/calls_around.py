"""What is said by phone around an appointment: close to the hour, and the days after."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext

from mutualaid.domain.messages import MessageKind
from mutualaid.queries.appointments import others_of
from mutualaid.queries.tasks import Call
from mutualaid.wording.appointments import names_phrase, notice_phrase
from mutualaid.wording.spoken import reach, slot_of
from mutualaid.wording.thanks import thanks_phrase


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


def _how_was_it(call: Call) -> list[str]:
    names = _names(call)
    if not names:
        return []
    return [
        gettext(
            "Did your hand with %(names)s, %(slot)s, take place?", names=names, slot=slot_of(call)
        ),
        gettext("How was it: well, so-so, or badly?"),
        gettext("Would you like to meet %(names)s again?", names=names),
        gettext("Your answer stays with us, unless both say yes."),
        *_a_word_of_thanks(call),
    ]


def _a_word_of_thanks(call: Call) -> list[str]:
    is_resident = call.help_request and call.message.user_id == call.help_request.user_id
    if not is_resident:
        return []
    return [gettext("Is there a word of thanks that we may pass on?")]


def _thanks(call: Call) -> list[str]:
    words = thanks_phrase(call.thanks) if call.thanks else ""
    if not words or call.help_request is None:
        return []
    name = call.help_request.user.first_name
    return [gettext("%(name)s says: “%(words)s”", name=name, words=words)]


def _meet_again(call: Call) -> list[str]:
    if call.appointment is None:
        return []
    number = call.message.event_number
    return [
        line
        for other in others_of(call.appointment, call.message.user)
        if other.id == number
        for line in (
            gettext("%(name)s too would like to meet you again.", name=other.first_name),
            reach(other),
        )
    ]


def _names(call: Call) -> str:
    if call.appointment is None:
        return ""
    others = others_of(call.appointment, call.message.user)
    return names_phrase([each.first_name for each in others])


def _need_answered(_call: Call) -> list[str]:
    return [
        gettext("You told us of a need in the neighbourhood. It is done, thank you."),
        gettext("We say no more than that: it is that person's own business."),
    ]


def _how_are_you(_call: Call) -> list[str]:
    return [
        gettext("How are you this week?"),
        gettext("Then note what you heard on the page of the person, under “The veille”."),
    ]


def _in_great_heat(_call: Call) -> list[str]:
    return [
        gettext("Drink often, even without thirst."),
        gettext("Close the shutters and windows by day. Open them at night."),
        gettext("Wet your skin, and stay in the coolest room."),
    ]


def _somebody_is_worried(_call: Call) -> list[str]:
    return [
        gettext(
            "Somebody of your round is worried about a neighbour. It stands on top of the desk."
        )
    ]


LINES: dict[MessageKind, Callable[[Call], list[str]]] = {
    MessageKind.APPOINTMENT_REMINDER: _reminder,
    MessageKind.RUNNING_LATE: _news,
    MessageKind.NOBODY_AT_DOOR: _news,
    MessageKind.FEEDBACK: _how_was_it,
    MessageKind.FEEDBACK_REMINDER: _how_was_it,
    MessageKind.MERCI: _thanks,
    MessageKind.MEET_AGAIN: _meet_again,
    MessageKind.WEEKLY_NEWS: _how_are_you,
    MessageKind.HEAT_ADVICE: _in_great_heat,
    MessageKind.WORRY: _somebody_is_worried,
    MessageKind.NEED_ANSWERED: _need_answered,
}
