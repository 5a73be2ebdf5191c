"""7 h 50, to whoever coordinates: how many wait, how many are to be called, the longest waits."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from mutualaid import policies
from mutualaid.emails.letter import Button, Letter, Link, Writing
from mutualaid.models import HelpRequest
from mutualaid.services.desk_mornings import Morning, read_morning
from mutualaid.wording.coordination import waiting_phrase


def desk_morning(writing: Writing) -> Letter | None:
    """As it is when it leaves; None when nothing waits any more."""
    desk = policies.neighbourhood_ids(writing.reader)
    morning = read_morning(writing.session, desk, now=writing.now)
    if morning.is_empty:
        return None
    return Letter(
        home=writing.reader.neighbourhood,
        words={"subject": _subject(morning), "lines": _lines(morning)},
        buttons=[
            Button(gettext("See today"), writing.url("/coordination"), is_main=True),
            *(_wait(writing, need) for need in morning.longest),
        ],
        links=[Link(gettext("My space"), writing.my_space())],
    )


def _subject(morning: Morning) -> str:
    """« 3 personnes attendent, 12 à appeler »."""
    waiting = ngettext("%(num)s person waits", "%(num)s people wait", morning.n_waiting)
    calls = ngettext("%(num)s to call", "%(num)s to call", morning.n_to_call)
    if morning.n_waiting and morning.n_to_call:
        return f"{waiting}, {calls}"
    if morning.n_waiting:
        return waiting
    if morning.n_to_call:
        return ngettext("%(num)s person to call", "%(num)s people to call", morning.n_to_call)
    return ngettext(
        "%(num)s urgent thing at the desk", "%(num)s urgent things at the desk", morning.n_urgent
    )


def _lines(morning: Morning) -> list[str]:
    """What the subject does not say."""
    lines = []
    if morning.longest:
        lines.append(gettext("Those who have waited the longest stand below, each with a link."))
    if morning.n_urgent and (morning.n_waiting or morning.n_to_call):
        lines.append(
            ngettext(
                "%(num)s thing is urgent: it stands on top.",
                "%(num)s things are urgent: they stand on top.",
                morning.n_urgent,
            )
        )
    return lines or [gettext("Everything stands in one list, in the order in which it is done.")]


def _wait(writing: Writing, need: HelpRequest) -> Button:
    since = waiting_phrase(need.confirmed_at or need.created_at, writing.now)
    label = gettext("%(name)s has waited for %(since)s", name=need.user.first_name, since=since)
    return Button(label, writing.url(f"/coordination/demandes/{need.id}/qui"))
