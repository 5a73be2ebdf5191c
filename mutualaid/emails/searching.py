"""« Nous continuons de chercher »: one dated word when nobody has said yes for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext

from mutualaid.domain.clock import local_date
from mutualaid.domain.requests import is_far_ahead
from mutualaid.domain.schedule import next_tick
from mutualaid.domain.slots import HORIZON_DAYS
from mutualaid.domain.statuses import Answer
from mutualaid.emails import phrases
from mutualaid.emails.dialling import tel
from mutualaid.emails.letter import Button, Fact, Letter, Link, Writing
from mutualaid.models import HelpRequest, Neighbourhood, Proposal
from mutualaid.queries import desk
from mutualaid.queries.proposals import list_live_of_request
from mutualaid.queries.searching import is_without_yes
from mutualaid.services.searching import DESK_AFTER
from mutualaid.wording.categories import category_title
from mutualaid.wording.dates import day_phrase, moment_phrase, slot_phrase
from mutualaid.wording.phones import phone_in_pairs
from mutualaid.wording.series import need_phrases

MOST_SLOTS = 3


def still_searching(writing: Writing) -> Letter | None:
    """Since when, and who looks at it when; None once somebody has said yes."""
    need = writing.session.get_one(HelpRequest, writing.message.help_request_id)
    since = need.searching_since
    if since is None or writing.message.created_at < since:
        return None  # another search began
    if not is_without_yes(writing.session, need):
        return None
    home = need.neighbourhood or writing.reader.neighbourhood
    asked = [
        each
        for each in list_live_of_request(writing.session, need)
        if each.helper_answer is Answer.NONE
    ]
    facts: list[Fact] = [
        (gettext("What for"), category_title(need.category)),
        (gettext("When"), _when(need)),
    ]
    return Letter(
        home=home,
        words={
            "is_team": need.is_team,
            "since": day_phrase(local_date(since, writing.zone)),
            "begins": _begins(need, writing),
            "day": phrases.near_day(min(need.slots).on_date, writing.today),
            "n_asked": len(asked),
            "deadline": _latest_answer(asked, writing),
            "next_search": moment_phrase(next_tick(writing.now, writing.zone), writing.zone),
            "desk_half_day": _desk_half_day(need, writing),
        },
        facts=facts,
        buttons=[Button(gettext("Change the day"), writing.my_space(), is_main=True), *_call(home)],
        links=[Link(gettext("Change or withdraw my request"), writing.my_space())],
    )


def _call(home: Neighbourhood | None) -> list[Button]:
    """« Appeler Fatima », where there is somebody to call."""
    if home is None or not home.desk_name or not home.desk_phone:
        return []
    number = phone_in_pairs(home.desk_phone)
    label = gettext("Call %(name)s", name=home.desk_name)
    return [Button(label, tel(home.desk_phone), spoken=number)]


def _latest_answer(asked: Sequence[Proposal], writing: Writing) -> str:
    """By when everybody who is asked has answered; empty while nobody is."""
    last = max((each.expires_at for each in asked), default=None)
    return moment_phrase(last, writing.zone) if last is not None else ""


def _when(need: HelpRequest) -> str:
    """The half-days it may take place in."""
    return "; ".join(need_phrases(need)[:MOST_SLOTS])


def _begins(need: HelpRequest, writing: Writing) -> str:
    """From which day on somebody is looked for, when it is still far; else empty."""
    if not is_far_ahead(need.slots, writing.today):
        return ""
    first = min(need.slots).on_date - timedelta(days=HORIZON_DAYS - 1)
    return day_phrase(first)


def _desk_half_day(need: HelpRequest, writing: Writing) -> str:
    """The first open half-day of the desk once two days have passed; empty without hours."""
    home = need.neighbourhood
    if home is None or need.searching_since is None or not home.desk_name:
        return ""
    at = max(need.searching_since + DESK_AFTER, writing.now)
    slot = desk.find_next_half_day(writing.session, home, now=at)
    return slot_phrase(slot.on_date, slot.half_day) if slot is not None else ""
