"""The steps of a request, and from its answers to a request that is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import g

from mutualaid.blueprints.help_requests.for_whom import (
    is_for_other,
    is_for_somebody_new,
    send_for,
    whom,
)
from mutualaid.blueprints.help_requests.forms import MAIL, possible_slots, start_of
from mutualaid.blueprints.help_requests.origin import (
    KEPT,
    ORIGIN,
    POINT,
    Purpose,
    find_origin,
    purpose,
)
from mutualaid.domain.categories import BY_KEY, Category
from mutualaid.domain.requests import may_be_long, missing_facts
from mutualaid.domain.slots import Slot
from mutualaid.queries import help_requests as queries
from mutualaid.queries import places as place_queries
from mutualaid.services import help_requests, revising, users
from mutualaid.services.help_requests import Ask, HelpRequest, Recurrence
from mutualaid.web import contact_forms
from mutualaid.web.auth import require_visitor, visitor
from mutualaid.web.contact_forms import join, settle
from mutualaid.web.desk import zone
from mutualaid.web.session import browser, db, now
from mutualaid.web.wizard import Answers, Step, Wizard


def kind_of(answers: Answers) -> Category | None:
    """The kind of help chosen on the first page."""
    return BY_KEY.get(answers.get("ask", {}).get("category", ""))


def goes_to_matcher(answers: Answers) -> bool:
    """Not « je ne sais pas, je veux en parler », which asks for a contact only."""
    kind = kind_of(answers)
    return kind is None or kind.goes_to_matcher


def is_remote(answers: Answers) -> bool:
    """By phone: nobody needs the address."""
    kind = kind_of(answers)
    return kind is not None and kind.is_remote


def open_neighbourhoods() -> Sequence[tuple[int, str]]:
    """Numbers and names of the places where somebody answers."""
    if "open_neighbourhoods" not in g:
        rows = place_queries.list_open_neighbourhoods(db())
        g.open_neighbourhoods = [(row.id, row.name) for row in rows]
    found: Sequence[tuple[int, str]] = g.open_neighbourhoods
    return found


def asks_where(answers: Answers) -> bool:
    """Unless we know: a signed-in person's home, or the only neighbourhood there is."""
    person = whom(answers)
    if is_remote(answers):
        is_known = person is not None and person.neighbourhood_id is not None
        return not is_known and len(open_neighbourhoods()) > 1
    return person is None or person.place_id is None


def is_where_answered(answers: Answers) -> bool:
    """Answered for this kind of help: a place, or by phone a neighbourhood."""
    return ("neighbourhood" in answers["where"]) == is_remote(answers)


def asks_address(answers: Answers) -> bool:
    """Whenever a street was typed, or will be."""
    if is_remote(answers):
        return False
    return "line" in answers["where"] if "where" in answers else asks_where(answers)


def is_address_answered(answers: Answers) -> bool:
    """Chosen among what was found for the street as it is typed now."""
    return bool(answers["address"]["where"] == answers["where"])


def are_details_answered(answers: Answers) -> bool:
    """For this very category."""
    kind, details = kind_of(answers), answers["details"]
    return (
        kind is not None
        and details["category"] == kind.key
        and not missing_facts(kind, details["facts"])
    )


def is_when_answered(answers: Answers) -> bool:
    """At least one half-day can still be reached."""
    return bool(slots_of(answers))


wizard = Wizard(
    "ask",
    (
        Step("ask", is_answered=lambda answers: kind_of(answers) is not None),
        Step("loved_one", is_for_somebody_new),
        Step("details", goes_to_matcher, are_details_answered),
        Step("when", goes_to_matcher, is_when_answered),
        Step("where", asks_where, is_where_answered),
        Step("address", asks_address, is_address_answered),
        Step("reach", lambda _answers: visitor() is None),
    ),
)


def is_long(answers: Answers) -> bool:
    """Two half-days in a row."""
    kind = kind_of(answers)
    details = answers.get("details", {})
    return bool(kind and may_be_long(kind) and details.get("is_long"))


def mails_go_to_carer(answers: Answers) -> bool:
    """Whether a relative chose to get the messages herself, by e-mail."""
    return is_for_somebody_new(answers) and answers["loved_one"]["mails_to"] == MAIL


def slots_of(answers: Answers) -> list[Slot]:
    """The half-days that were asked for and can still be reached."""
    return possible_slots(answers["when"], 2 if is_long(answers) else 1, now(), zone())


def meeting_point_id(answers: Answers) -> int | None:
    """The public meeting point chosen instead of one's home."""
    known = answers.get("where", {}).get("known", "")
    chosen = answers["address"].get("meet", "") if asks_address(answers) else known
    return int(chosen.removeprefix(POINT)) if (chosen or "").startswith(POINT) else None


def neighbourhood_id(answers: Answers) -> int | None:
    """Where a person lives who is not known yet."""
    if is_remote(answers):
        chosen = answers.get("where", {}).get("neighbourhood")
        only = open_neighbourhoods()[0][0] if len(open_neighbourhoods()) == 1 else None
        return int(chosen) if chosen else only
    found: int | None = answers["address"]["neighbourhood_id"]
    return found


def send(answers: Answers, *, agreed_in_advance: bool) -> None:
    """Publish what was asked, in the transaction of this POST."""
    place = settle(answers["address"]) if asks_address(answers) else _kept_place(answers)
    by, source = visitor(), find_origin(answers)
    if source is not None:
        _send_anew(source, answers, place, agreed_in_advance=agreed_in_advance)
        return
    ask = ask_of(answers, place=place, agreed_in_advance=agreed_in_advance)
    if is_for_other(answers):
        home_id = place.neighbourhood_id if place else None
        home_id = home_id or _home_of(answers)
        wizard.mark_sent(**send_for(answers, ask, neighbourhood_id=home_id))
        return
    person = by or join(answers["reach"], place=place, neighbourhood_id=neighbourhood_id(answers))
    if by is not None and by.place is None and place is not None:
        users.move(db(), by, place, by=by, now=now())
    published = help_requests.publish(
        db(), person, ask, by=by, now=now(), browser_id=browser().begin()
    )
    email = contact_forms.expect_confirmation(published, answers.get("reach"))
    wizard.mark_sent(id=published.id, email=email)


def _home_of(answers: Answers) -> int | None:
    """The neighbourhood of a loved one: hers, or the one that was typed."""
    person = whom(answers)
    return person.neighbourhood_id if person is not None else neighbourhood_id(answers)


def _send_anew(
    source: HelpRequest, answers: Answers, place: Any, *, agreed_in_advance: bool
) -> None:
    """Change the request that the form was opened from, or ask for the same once more."""
    by = require_visitor()
    ask = ask_of(answers, place=place, agreed_in_advance=agreed_in_advance)
    if purpose(answers) is Purpose.CHANGE:
        revising.revise(db(), source, ask, by=by, now=now())
        return
    wanted = answers[ORIGIN].get("helper_id")
    helper = queries.find_helper_again(db(), source) if wanted else None
    if helper is not None and helper.id == wanted:
        ask = replace(ask, wanted_helper_id=helper.id)
    published = help_requests.publish(
        db(), source.user, ask, by=by, now=now(), browser_id=browser().begin()
    )
    wizard.mark_sent(id=published.id, email="")


def _kept_place(answers: Answers) -> Any:
    """The place of the request that the form was opened from."""
    source = find_origin(answers)
    is_kept = answers.get("where", {}).get("known") == KEPT
    return source.place if source is not None and is_kept else None


def ask_of(answers: Answers, *, place: Any, agreed_in_advance: bool) -> Ask:
    """The answers as the service reads them."""
    kind = kind_of(answers)
    assert kind is not None, "the first step is never missing here"
    if not kind.goes_to_matcher:
        return Ask(category=kind.key)
    details, when = answers["details"], answers["when"]
    return Ask(
        category=kind.key,
        facts=details["facts"],
        note=details["note"],
        slots=slots_of(answers),
        start_time=start_of(when),
        minutes=int(when["minutes"]) if when["minutes"] else None,
        helpers_needed=int(details.get("helpers") or 1),
        n_half_days=2 if is_long(answers) else 1,
        recurrence=Recurrence.WEEKLY if when["is_weekly"] else Recurrence.ONCE,
        until_on=date.fromisoformat(when["until"]) if when["until"] else None,
        place=place,
        meeting_point_id=meeting_point_id(answers),
        agreed_in_advance=agreed_in_advance,
    )
