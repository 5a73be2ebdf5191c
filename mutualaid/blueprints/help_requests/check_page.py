"""The last page before sending: every answer, each with its way back."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from mutualaid.blueprints.help_requests.asking import (
    asks_address,
    goes_to_matcher,
    is_long,
    is_remote,
    kind_of,
    meeting_point_id,
    open_neighbourhoods,
    slots_of,
)
from mutualaid.blueprints.help_requests.for_whom import is_for_other, is_for_somebody_new, whom
from mutualaid.blueprints.help_requests.forms import start_of
from mutualaid.blueprints.help_requests.origin import KEPT, find_origin
from mutualaid.queries import places as queries
from mutualaid.web.auth import visitor
from mutualaid.web.contact_forms import address_phrase, reach_phrases
from mutualaid.web.session import db
from mutualaid.web.wizard import Answers, change_url
from mutualaid.wording import categories as wording
from mutualaid.wording.dates import (
    day_phrase,
    half_day_phrase,
    slot_phrase,
    time_phrase,
    weekday_name,
)
from mutualaid.wording.phones import phone_in_pairs

Row = tuple[str, str | list[str], str]


def summary(answers: Answers) -> list[Row]:
    """Question, answer, and the page on which it is changed."""
    kind = kind_of(answers)
    assert kind is not None, "the first step is never missing here"
    rows: list[Row] = [
        (gettext("What you need"), wording.category_title(kind.key), change_url("ask"))
    ]
    rows += _for_whom(answers)
    if goes_to_matcher(answers):
        rows += _details(answers)
        rows.append((gettext("The day and time"), _when(answers), change_url("when")))
    where = _where(answers)
    if where:
        rows.append((gettext("Where"), where, change_url("where")))
    if visitor() is None:
        rows.append(
            (gettext("How to reach you"), reach_phrases(answers["reach"]), change_url("reach"))
        )
    return rows


def _for_whom(answers: Answers) -> list[Row]:
    """Only when a relative asks."""
    if not is_for_other(answers):
        return []
    if is_for_somebody_new(answers):
        told = answers["loved_one"]
        said = [told["first_name"], phone_in_pairs(told["phone"])]
        return [(gettext("For whom"), said, change_url("loved_one"))]
    return [(gettext("For whom"), str(whom(answers).first_name), change_url("ask"))]


def _details(answers: Answers) -> list[Row]:
    kind, details = kind_of(answers), answers["details"]
    assert kind is not None, "the first step is never missing here"
    url = change_url("details")
    rows: list[Row] = [
        (words, said, url) for words, said in wording.fact_phrases(kind, details["facts"])
    ]
    if kind.most_helpers > 1:
        needed = wording.helpers_phrase(int(details["helpers"]))
        rows.append((gettext("How many people are needed?"), needed, url))
    if is_long(answers):
        rows.append((gettext("How long?"), gettext("A whole day: two half-days in a row"), url))
    rows.append((gettext("Good to know"), details["note"] or gettext("Nothing written"), url))
    return rows


def _when(answers: Answers) -> list[str]:
    when, slots = answers["when"], slots_of(answers)
    start = start_of(when)
    if when["is_weekly"]:
        lines = [
            gettext(
                "Every %(weekday)s, %(moment)s",
                weekday=weekday_name(slot.on_date),
                moment=time_phrase(start) if start else half_day_phrase(slot.half_day),
            )
            for slot in slots
        ]
        lines.append(gettext("From %(day)s", day=day_phrase(slots[0].on_date)))
        if when["until"]:
            until = day_phrase(date.fromisoformat(when["until"]))
            lines.append(gettext("Until %(day)s", day=until))
    else:
        lines = [slot_phrase(slot.on_date, slot.half_day, start) for slot in slots]
    if when["minutes"]:
        lines.append(wording.minutes_phrase(int(when["minutes"])))
    return lines


def _where(answers: Answers) -> list[str]:
    if is_remote(answers):
        chosen = answers.get("where", {}).get("neighbourhood")
        return [name for number, name in open_neighbourhoods() if str(number) == chosen]
    home = _address(answers)
    point = meeting_point_id(answers)
    if point is None:
        words = gettext("At their home") if is_for_other(answers) else gettext("At your home")
        return [words, home]
    names = [gettext("At %(place)s", place=_point_name(point))]
    if not home:
        return names
    if is_for_other(answers):
        return [*names, gettext("Their address: %(address)s", address=home)]
    return [*names, gettext("Your address: %(address)s", address=home)]


def _address(answers: Answers) -> str:
    if asks_address(answers):
        flat = answers["address"]["flat"]
        return ", ".join(filter(None, (address_phrase(answers["address"]), flat)))
    source, person = find_origin(answers), whom(answers)
    if source is not None and answers.get("where", {}).get("known") == KEPT:
        return source.place.line if source.place is not None else ""
    return person.place.line if person is not None and person.place is not None else ""


def _point_name(point_id: int) -> str:
    point = queries.find_meeting_point(db(), point_id)
    return f"{point.name}, {point.street}" if point is not None else ""
