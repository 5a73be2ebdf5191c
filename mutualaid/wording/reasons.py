"""Why this pair, why nobody, what stands in the way: the matcher's codes as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.wording.dates import slot_phrase, weekday_name

Reason = Mapping[str, Any]
"""As a run stores it: a code, its number, and the half-day that would change it."""

OBSTACLES: dict[str, Any] = {
    "request_not_searching": _l("This request is not looking for anybody now"),
    "offer_not_active": _l("Takes a break, or offers nothing now"),
    "category": _l("Does not offer this kind of help"),
    "no_driver": _l("Has not declared a car this year"),
    "same_household": _l("Does not suit this request"),
    "not_possible": _l("Does not suit this request"),
    "not_met": _l("Not met by the team yet"),
    "level": _l("The level is too low for this kind of help"),
    "language": _l("Does not speak the language asked for"),
    "asked_before": _l("Was asked already for this request"),
    "forbidden": _l("The team decided not to ask this person"),
    "already_asked": _l("Is being asked now"),
    "neighbourhood": _l("Lives in a neighbourhood with which yours does not exchange"),
    "not_placed": _l("One of the two addresses is not on the map yet"),
    "too_far": _l("Lives too far away for the distance chosen"),
    "other_half_day": _l("The others are asked for another moment"),
    "slot_past": _l("It is too late for this half-day"),
    "later_week": _l("A weekly need begins with its first week"),
    "not_free": _l("Is not free then"),
    "taken": _l("Already has something then"),
    "no_capacity": _l("Has been asked enough for now"),
    "resting": _l("Is left in peace for some days"),
}
"""Codes of `services.rules`, short enough for a list. Blocks and households are never named."""

_NOBODY: dict[str, Any] = {
    "not_placed": _l("The address is not on the map yet: no distance can be read."),
    "needs_coordinator": _l("The person wants to talk about it first."),
    "nobody_offers": _l("Nobody offers this kind of help here yet."),
    "no_driver": _l("Nobody who offers this has declared a car this year."),
    "nobody_suits": _l("Nobody suits this time: it is for you to look."),
    "no_time_left": _l("No half-day is left for which somebody could still be asked."),
    "too_early": _l("The day is more than three weeks away: a later run looks for somebody."),
}
_SOMEBODY: dict[str, Callable[[int], str]] = {
    "nobody_free": lambda n: ngettext(
        "%(num)s neighbour offers it, but is not free then.",
        "%(num)s neighbours offer it, none is free then.",
        n,
    ),
    "all_too_far": lambda n: ngettext(
        "%(num)s neighbour is free, but it is too far to go.",
        "%(num)s neighbours are free, it is too far for all of them.",
        n,
    ),
    "nobody_met": lambda n: ngettext(
        "%(num)s neighbour is near and free, but not met yet for this kind of help.",
        "%(num)s neighbours are near and free, none has been met yet for this kind of help.",
        n,
    ),
    "no_common_language": lambda n: ngettext(
        "%(num)s neighbour could come, but does not speak the language asked for.",
        "%(num)s neighbours could come, none speaks the language asked for.",
        n,
    ),
    "all_asked_this_week": lambda n: ngettext(
        "%(num)s neighbour could come, but has been asked enough this week.",
        "%(num)s neighbours could come, all have been asked enough this week.",
        n,
    ),
    "all_at_their_rhythm": lambda n: ngettext(
        "%(num)s neighbour could come, but has helped as often as wished this month.",
        "%(num)s neighbours could come, all have helped as often as wished this month.",
        n,
    ),
    "all_have_been_asked": lambda n: ngettext(
        "%(num)s neighbour could come, and has been asked already.",
        "%(num)s neighbours could come, all have been asked already.",
        n,
    ),
    "too_few_together": lambda n: ngettext(
        "%(num)s neighbour could come; more are needed at the same time.",
        "%(num)s neighbours could come; more are needed at the same time.",
        n,
    ),
    "waits_behind": lambda n: ngettext(
        "It comes after %(num)s request that is as pressing, or more.",
        "It comes after %(num)s requests that are as pressing, or more.",
        n,
    ),
}
_UNLOCKED_BY: dict[str, Any] = {
    "not_placed": _l("Place the address: the next run will read it."),
    "needs_coordinator": _l("Call, then post together what is needed."),
    "nobody_met": _l("What would help: get acquainted."),
    "no_driver": _l("What would help: a declaration, or another way to go there."),
    "nobody_offers": _l("What would help: ask somebody you know."),
    "nobody_free": _l("What would help: other half-days."),
    "all_too_far": _l("What would help: somebody who agrees to go farther."),
    "no_common_language": _l("What would help: another language that both speak."),
    "all_asked_this_week": _l("What would help: a few days more, or somebody new."),
    "all_at_their_rhythm": _l("What would help: next month, or somebody new."),
    "all_have_been_asked": _l("What would help: another day, or somebody new."),
    "too_few_together": _l("What would help: fewer people, another day, or somebody new."),
    "waits_behind": _l("What would help: somebody new. It comes next."),
    "nobody_suits": _l("What would help: read the list of neighbours, one by one."),
    "no_time_left": _l("What would help: another day."),
    "too_early": _l("There is nothing to do until then."),
}
_FOR: dict[str, Callable[[int, Slot], str]] = {
    "remote": lambda _n, _slot: gettext("by phone"),
    "close_by": lambda _n, _slot: gettext("very close"),
    "ten_minutes": lambda _n, _slot: gettext("about 10 minutes on foot"),
    "twenty_minutes": lambda _n, _slot: gettext("about 20 minutes on foot"),
    "kilometres": lambda n, _slot: gettext("%(km)s km away", km=n),
    "free_on": lambda _n, slot: gettext("free on %(day)s", day=weekday_name(slot.on_date)),
    "not_asked_this_month": lambda _n, _slot: gettext("not asked yet this month"),
    "jobs_this_month": lambda n, _slot: ngettext(
        "%(num)s time this month", "%(num)s times this month", n
    ),
    "new_face": lambda _n, _slot: gettext("the two do not know each other yet"),
    "known_face": lambda _n, _slot: gettext("the two know each other already"),
}


def obstacle_phrase(code: str) -> str:
    """What stands in the way of one pair."""
    return str(OBSTACLES.get(code, OBSTACLES["not_possible"]))


def unmatched_sentence(reason: Reason | None) -> str:
    """Why the last run found nobody, in one sentence that blames nobody."""
    if reason is None:
        return gettext("No run has looked at it yet.")
    code = str(reason["code"])
    if code in _SOMEBODY:
        return _SOMEBODY[code](int(reason.get("n") or 0))
    return str(_NOBODY.get(code, _NOBODY["nobody_suits"]))


def unlock_sentence(reason: Reason | None) -> str:
    """What would change it; empty when nothing is known to."""
    if reason is None:
        return ""
    if reason.get("unlock_on"):
        return _other_half_day(reason)
    return str(_UNLOCKED_BY.get(str(reason["code"]), ""))


def _other_half_day(reason: Reason) -> str:
    return ngettext(
        "Another day: %(num)s person is free %(slot)s.",
        "Another day: %(num)s people are free %(slot)s.",
        int(reason.get("unlock_n") or 0),
        slot=slot_phrase(
            date.fromisoformat(reason["unlock_on"]), HalfDay(reason["unlock_half_day"])
        ),
    )


def pair_sentence(reasons: Iterable[Reason], slot: Slot) -> str:
    """« Tout près · libre mardi · pas encore appelé ce mois-ci », of a pair that the run chose."""
    phrases = [
        _FOR[str(each["code"])](int(each.get("n") or 0), slot)
        for each in reasons
        if str(each["code"]) in _FOR
    ]
    sentence = " · ".join(phrases)
    return sentence[:1].upper() + sentence[1:]


_LIFTED_BY: dict[str, Any] = {
    "offer_not_active": _l("Ask whether the break is over."),
    "category": _l("Ask whether this kind of help would do too."),
    "no_driver": _l("Ask about the car: licence, insurance, insurer told."),
    "not_met": _l("Meet this person, then note it."),
    "level": _l("See the identity and the charter, then raise the level."),
    "not_placed": _l("Place the address that is missing."),
    "too_far": _l("Ask whether it may be farther, or choose a meeting point."),
    "not_free": _l("Ask for another half-day."),
    "taken": _l("Ask for another half-day."),
    "no_capacity": _l("Wait some days, or ask whether once more would do."),
    "resting": _l("Wait some days, or call."),
    "forbidden": _l("Take the decision back."),
}


def lifted_by(code: str) -> str:
    """What would unlock this pair; empty when nothing of the desk's would."""
    return str(_LIFTED_BY.get(code, ""))
