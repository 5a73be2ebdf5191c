"""The queue of the day, as sentences: what is to be done about whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.tasks import TaskKind
from mutualaid.models import DeskClaim, HelperWish, RequestChoice, User
from mutualaid.queries.coordination.queue import Entry
from mutualaid.queries.coordination.team import absence_on, absences_this_week
from mutualaid.wording.dates import day_phrase, moment_phrase, period_phrase

_SENTENCES: dict[TaskKind, Any] = {
    TaskKind.WORRY: _l("Somebody is worried about %(name)s: look now"),
    TaskKind.CALL_RELATIVE: _l("%(name)s does not answer: call the named relative"),
    TaskKind.GO_TO_DOOR: _l("%(name)s does not answer: somebody goes to the door"),
    TaskKind.CALL_SERVICES: _l("No news of %(name)s: call the social service or the police"),
    TaskKind.DAILY_ROUND: _l("Open the round of the day"),
    TaskKind.VEILLE_YES: _l("Hear the own yes of %(name)s for the veille"),
    TaskKind.NEWS_CALL: _l("Call %(name)s, to ask how things are"),
    TaskKind.NEED_HEARD: _l("%(name)s needs something: make it a request"),
    TaskKind.FIRST_VISIT: _l("Come along to the first visit at the home of %(name)s"),
    TaskKind.VEILLE_RENEWAL: _l("Ask %(name)s whether the veille goes on"),
    TaskKind.MOVED: _l("Tell %(name)s by voice: the appointment is cancelled"),
    TaskKind.LATE: _l("Tell %(name)s by voice: the other one is late"),
    TaskKind.NOBODY: _l("Call %(name)s now: somebody waits at a door"),
    TaskKind.REPORT: _l("Read what was reported"),
    TaskKind.WENT_BADLY: _l("Talk with %(name)s about a hand that went badly"),
    TaskKind.CONFIRM: _l("Call %(name)s, to confirm what was posted"),
    TaskKind.OWN_YES: _l("Hear the yes of %(name)s: a relative asked"),
    TaskKind.PARENT: _l("Hear the agreement of a parent for %(name)s"),
    TaskKind.OF_AGE: _l("Confirm with %(name)s: 18 now"),
    TaskKind.TALK: _l("Call %(name)s, who wants to talk"),
    TaskKind.SILENCE: _l("Call %(name)s: a helper said yes and waits"),
    TaskKind.WAITING: _l("%(name)s has waited for more than two days"),
    TaskKind.REFUSALS: _l("Talk with %(name)s: three residents said no"),
    TaskKind.REPLY: _l("Read the answer of %(name)s"),
    TaskKind.FAILED_MESSAGE: _l("Call %(name)s: a mail came back"),
    TaskKind.MEET: _l("Meet %(name)s, who offers help"),
    TaskKind.PLACE_ADDRESS: _l("Place an address: %(name)s"),
    TaskKind.ARRANGE: _l("A team is not complete, for %(name)s"),
    TaskKind.KEYS: _l("Hand over keys with %(name)s"),
    TaskKind.POST_ENDS: _l("Ask %(name)s whether it goes on"),
    TaskKind.NUMBERS: _l("Check the useful numbers"),
    TaskKind.RUN_FAILED: _l("A search failed"),
}
"""One for each kind; a test keeps the two equal."""


def entry_sentence(entry: Entry) -> str:
    """« Appeler Rose : 2 choses à dire »."""
    if entry.call is not None:
        n = len(entry.call.calls)
        return ngettext(
            "Call %(name)s: %(num)s thing to say",
            "Call %(name)s: %(num)s things to say",
            n,
            name=entry.call.user.first_name,
        )
    assert entry.task is not None, "an entry is a task or a call"
    return str(_SENTENCES[entry.task.kind]) % {"name": _name(entry.task.user)}


def _name(person: User | None) -> str:
    return person.first_name if person is not None and person.first_name else gettext("somebody")


def claim_sentence(claim: DeskClaim, reader: User, zone: str) -> str:
    """Who takes care of it, and since when."""
    since = moment_phrase(claim.taken_at, zone)
    if claim.holder_id == reader.id:
        return gettext("You take care of it since %(moment)s.", moment=since)
    return gettext(
        "%(name)s takes care of it since %(moment)s.", name=claim.holder.first_name, moment=since
    )


def handed_sentence(claim: DeskClaim) -> str:
    """« Nadia vous l'a confié », with her words."""
    if claim.handed_by is None:
        return ""
    name = claim.handed_by.first_name
    if claim.note:
        return gettext("Handed on by %(name)s: “%(note)s”", name=name, note=claim.note)
    return gettext("Handed on by %(name)s.", name=name)


def absent_sentence(person: User, today: date) -> str:
    """« Paul : absence jusqu'au vendredi 16 octobre »; empty when she is here."""
    absence = absence_on(person, today)
    if absence is None:
        return ""
    return gettext(
        "%(name)s is away until %(day)s.",
        name=person.first_name,
        day=day_phrase(absence.ends_on),
    )


def away_lines(people: list[User], today: date) -> list[str]:
    """Who of the team is away this week, and when."""
    return [
        gettext(
            "%(name)s is away %(period)s.",
            name=person.first_name,
            period=period_phrase(each.starts_on, each.ends_on),
        )
        for person in people
        for each in absences_this_week(person, today)
    ]


def wish_phrase(choice: RequestChoice) -> str:
    """What was decided about one helper."""
    if choice.wish is HelperWish.PIN:
        return gettext("Asked first")
    return gettext("Not asked for this need")


def decided_phrase(choice: RequestChoice, zone: str) -> str:
    """By whom, and when."""
    moment = moment_phrase(choice.decided_at, zone)
    if choice.decided_by is None:
        return gettext("Decided %(moment)s.", moment=moment)
    return gettext(
        "Decided by %(name)s, %(moment)s.", name=choice.decided_by.first_name, moment=moment
    )
