"""What is said in a call: the same as the mail would say, and nothing earlier than it would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask_babel import gettext, ngettext

from mutualaid.domain.appointments import FEWER
from mutualaid.domain.categories import category, is_at_home
from mutualaid.domain.messages import TEAM, MessageKind
from mutualaid.domain.statuses import HelperStatus, RequestStatus
from mutualaid.models import (
    Appointment,
    HelpRequest,
    MeetingPoint,
    Neighbourhood,
    Place,
    User,
)
from mutualaid.queries.appointments import coming, takes_place_for
from mutualaid.queries.tasks import Call
from mutualaid.wording import calls_around
from mutualaid.wording.appointments import names_phrase, who_else_comes
from mutualaid.wording.categories import category_title, minutes_phrase, told_phrases
from mutualaid.wording.dates import moment_phrase
from mutualaid.wording.distance import walking_phrase_from_home
from mutualaid.wording.series import every_week
from mutualaid.wording.spoken import Script, reach, slot_of, zone_of
from mutualaid.wording.teams import together_sentence


def opening(caller: User, instance_name: str) -> str:
    """Who calls and why, before anything else."""
    return gettext(
        "Hello, this is %(name)s, for %(instance)s. I am not selling anything.",
        name=caller.first_name,
        instance=instance_name,
    )


def script(call: Call) -> Script:
    """The words for one message that is owed by phone."""
    lines = calls_around.LINES.get(call.message.kind)
    if lines is not None:
        return Script(tuple(lines(call)))
    return _SCRIPTS.get(call.message.kind, _thanks)(call)


def attempt_phrase(outcome: str, zone: str) -> str:
    """« Pas de réponse lundi 13 octobre, 14 h », from what the desk wrote down."""
    code, _, moment = outcome.partition(" ")
    if code != "no_answer" or not moment:
        return ""
    at = datetime.strptime(moment, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    return gettext("No answer %(moment)s", moment=moment_phrase(at, zone))


def _need(help_request: HelpRequest, *, only_open: bool) -> list[str]:
    """What it is about; before both yeses only what the helper may know."""
    kind = category(help_request.category)
    lines = [
        gettext(
            "What it is about: %(need)s. It takes about %(minutes)s.",
            need=category_title(help_request.category),
            minutes=minutes_phrase(help_request.minutes),
        )
    ]
    phrases = told_phrases(kind, help_request.facts, only_open=only_open)
    return lines + [
        gettext("To “%(question)s” the answer is: %(answer)s.", question=question, answer=answer)
        for question, answer in phrases
    ]


def _ask_helper(call: Call) -> Script:
    lines: list[str] = []
    if call.proposal is not None and call.help_request is not None:
        metres = call.proposal.distance_m
        where = gettext("by phone") if metres is None else walking_phrase_from_home(metres)
        lines = [
            gettext("Can you help, %(slot)s, %(where)s?", slot=slot_of(call), where=where),
            *_need(call.help_request, only_open=True),
            gettext(
                "Answer before %(moment)s.",
                moment=moment_phrase(call.proposal.expires_at, zone_of(call)),
            ),
            together_sentence(call.help_request)
            if call.help_request.is_team
            else gettext("The first yes wins."),
            gettext("You can say no: we will ask somebody else."),
        ]
    return Script(tuple(lines), gettext("Yes, I can"), gettext("No, not this time"))


def _tell_resident(call: Call) -> Script:
    asked = gettext("We are asking a person close to your home, for %(slot)s.", slot=slot_of(call))
    if call.help_request is not None and call.help_request.is_team:
        asked = gettext(
            "We are asking several people close to your home, for %(slot)s.", slot=slot_of(call)
        )
    return Script(
        (
            asked,
            gettext(
                "Do you agree in advance to whoever can come, among the people the team has met?"
            ),
        ),
        gettext("I agree in advance"),
        gettext("I would rather wait for the answer"),
    )


def _ask_resident(call: Call) -> Script:
    if call.proposal is None:
        return Script(())
    helper = call.proposal.helper
    if call.team:
        return _ask_resident_about_team(call)
    lines = [
        gettext(
            "%(name)s can help you %(slot)s. Is that all right?",
            name=helper.first_name,
            slot=slot_of(call),
        )
    ]
    if helper.met_on is not None and helper.neighbourhood is not None:
        lines.append(gettext("%(desk)s knows this person.", desk=helper.neighbourhood.desk_name))
    return Script(tuple(lines), gettext("Yes, that is fine"), gettext("No, thank you"))


def _ask_resident_about_team(call: Call) -> Script:
    lines = [
        gettext(
            "%(names)s can help you %(slot)s. Is that all right?",
            names=names_phrase([each.helper.first_name for each in call.team]),
            slot=slot_of(call),
        )
    ]
    desk = call.help_request.neighbourhood if call.help_request is not None else None
    if desk is not None and all(each.helper.met_on is not None for each in call.team):
        lines.append(gettext("%(desk)s knows all of them.", desk=desk.desk_name))
    return Script(tuple(lines), gettext("Yes, that is fine"), gettext("No, thank you"))


def _agreed_resident(call: Call) -> list[str]:
    appointment, help_request = call.appointment, call.help_request
    if appointment is None or help_request is None:
        return []
    lines = []
    for row in appointment.helper_rows:
        if row.status is HelperStatus.COMING:
            lines += _about_helper(row.helper, help_request, slot_of(call))
    lines += _time_to_agree(appointment)
    if _is_at_the_door(help_request):
        lines.append(_words_at_the_door(appointment, _desk_name(help_request.neighbourhood)))
    elif help_request.meeting_point is not None:
        lines.append(_meeting_point(help_request.meeting_point))
    return lines


def _about_helper(helper: User, help_request: HelpRequest, slot: str) -> list[str]:
    is_remote = help_request.is_remote
    sentence = (
        gettext("It is agreed: %(name)s calls you %(slot)s.", name=helper.first_name, slot=slot)
        if is_remote
        else gettext("It is agreed: %(name)s comes %(slot)s.", name=helper.first_name, slot=slot)
    )
    return [sentence, reach(helper)]


def _agreed_helper(call: Call) -> list[str]:
    appointment, help_request = call.appointment, call.help_request
    if appointment is None or help_request is None:
        return []
    resident = help_request.user
    lines = [
        gettext(
            "It is agreed with %(name)s, %(slot)s.", name=resident.first_name, slot=slot_of(call)
        ),
        reach(resident),
        *_time_to_agree(appointment),
        *who_else_comes(appointment, call.message.user_id),
        *_need(help_request, only_open=False),
    ]
    if help_request.note:
        lines.append(gettext("To know: %(note)s", note=help_request.note))
    if help_request.meeting_point is not None:
        lines.append(_meeting_point(help_request.meeting_point))
    elif help_request.place is not None and _is_at_the_door(help_request):
        lines += _address(help_request.place)
        lines.append(gettext("At the door, say: %(words)s.", words=appointment.mot_de_passage))
    return lines


def _is_at_the_door(help_request: HelpRequest) -> bool:
    """Whether somebody comes to the home: only then the address and the words are given."""
    kind = category(help_request.category)
    return help_request.meeting_point is None and is_at_home(kind, help_request.facts)


def _words_at_the_door(appointment: Appointment, desk_name: str) -> str:
    """What whoever comes will say first."""
    names = [
        row.helper.first_name
        for row in appointment.helper_rows
        if row.status is HelperStatus.COMING
    ]
    words = appointment.mot_de_passage
    if len(names) == 1:
        return gettext(
            "%(name)s will tell you: %(words)s. Otherwise, do not open and call %(desk)s.",
            name=names[0],
            words=words,
            desk=desk_name,
        )
    return gettext(
        "They will tell you: %(words)s. Otherwise, do not open and call %(desk)s.",
        words=words,
        desk=desk_name,
    )


def _address(place: Place) -> list[str]:
    parts = [place.line, f"{place.postcode} {place.commune}".strip(), place.flat]
    lines = [gettext("The address: %(address)s.", address=", ".join(filter(None, parts)))]
    if place.door_note:
        lines.append(gettext("To find the door: %(note)s", note=place.door_note))
    return lines


def _meeting_point(point: MeetingPoint) -> str:
    return gettext("You meet there: %(place)s, %(street)s.", place=point.name, street=point.street)


def _time_to_agree(appointment: Appointment) -> list[str]:
    lines = []
    if appointment.help_request.is_weekly:
        week = every_week(appointment.on_date, appointment.half_day, appointment.start_time)
        lines.append(gettext("It is %(week)s. One date can be cancelled alone.", week=week))
    if appointment.start_time is None:
        lines.append(gettext("The exact time is to be agreed on the phone."))
    return lines


def _desk_name(desk: Neighbourhood | None) -> str:
    return desk.desk_name if desk else ""


def _cancelled(call: Call) -> list[str]:
    appointment, help_request = call.appointment, call.help_request
    if appointment is None or help_request is None:
        return []
    if call.message.event_key.endswith(f":{FEWER}"):
        n_coming = len(coming(appointment))
        return [
            gettext("We found nobody else for %(slot)s.", slot=slot_of(call)),
            ngettext(
                "%(num)s person comes instead of %(needed)s.",
                "%(num)s people come instead of %(needed)s.",
                n_coming,
                needed=help_request.helpers_needed,
            ),
            gettext("Is that enough, or shall we look for another day?"),
        ]
    if takes_place_for(appointment, call.message.user):
        return [
            gettext(
                "One of the neighbours cannot come any more %(slot)s. The appointment stands.",
                slot=slot_of(call),
            )
        ]
    lines = [gettext("The appointment of %(slot)s will not take place.", slot=slot_of(call))]
    if help_request.is_weekly and help_request.status is RequestStatus.AGREED:
        lines.append(gettext("The other weeks do not change."))
    elif help_request.is_weekly:
        lines.append(gettext("The weeks after it will not take place either."))
    is_resident = call.message.user_id == help_request.user_id
    if is_resident and help_request.status in {RequestStatus.OPEN, RequestStatus.PROPOSED}:
        lines.append(gettext("We are looking for somebody else."))
    return lines


def _silent(_call: Call) -> Script:
    """Nothing was heard for long: does she stay?"""
    return Script(
        (
            gettext("We have not heard from you for nearly two years. We hope you are well."),
            gettext("Without a word from you, we erase in two months what we know about you."),
            gettext("Would you like to stay among your neighbours?"),
        ),
        gettext("Yes, I stay"),
        gettext("No, erase everything"),
    )


def _still_searching(call: Call) -> list[str]:
    is_team = call.help_request is not None and call.help_request.is_team
    return [
        gettext("Several people are needed at the same time. They are not all found yet.")
        if is_team
        else gettext("Nobody has said yes yet. We go on looking."),
        gettext("Is it still needed? Would another day do as well?"),
    ]


def _thanks(call: Call) -> Script:
    """Nothing is asked, and nobody is blamed."""
    match call.message.kind:
        case MessageKind.SUPERSEDED:
            lines = [gettext("Somebody has said yes already. Thank you.")]
        case MessageKind.RESIDENT_SAID_NO:
            lines = [
                gettext("It will not be this time, %(slot)s: you are free.", slot=slot_of(call)),
                gettext("Thank you for saying yes."),
            ]
        case MessageKind.LEFT:
            lines = [
                gettext("The account of the person for whom you asked is closed."),
                gettext("We have erased everything about this person."),
            ]
        case _ if call.message.event_key.endswith(f":{TEAM}"):
            lines = [
                gettext("For %(slot)s, the team was not complete in time.", slot=slot_of(call)),
                gettext("It is nobody’s fault. Thank you for saying yes: you are free."),
            ]
        case _:
            lines = [
                gettext("The help of %(slot)s is not needed any more.", slot=slot_of(call)),
                gettext("Thank you."),
            ]
    return Script(tuple(lines))


_SCRIPTS: dict[MessageKind, Callable[[Call], Script]] = {
    MessageKind.PROPOSAL_HELPER: _ask_helper,
    MessageKind.PROPOSAL_RESIDENT: _tell_resident,
    MessageKind.HELPER_SAID_YES: _ask_resident,
    MessageKind.AGREED_RESIDENT: lambda call: Script(tuple(_agreed_resident(call))),
    MessageKind.AGREED_HELPER: lambda call: Script(tuple(_agreed_helper(call))),
    MessageKind.INACTIVE_NOTICE: _silent,
    MessageKind.STILL_SEARCHING: lambda call: Script(tuple(_still_searching(call))),
    MessageKind.CANCELLED: lambda call: Script(tuple(_cancelled(call))),
    MessageKind.POST_ENDS: lambda _call: Script(
        (gettext("What you asked for or offered is about to end. Shall it go on?"),)
    ),
}
