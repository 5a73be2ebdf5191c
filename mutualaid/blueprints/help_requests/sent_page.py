"""« Votre demande est envoyée »: what comes next, with days and a name."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.categories import category
from mutualaid.domain.requests import is_urgent
from mutualaid.domain.slots import Slot
from mutualaid.queries import desk as desk_queries
from mutualaid.queries import help_requests as queries
from mutualaid.queries.home import find_desk
from mutualaid.services.help_requests import HelpRequest
from mutualaid.web.auth import visitor
from mutualaid.web.desk import desk_of_visitor, zone
from mutualaid.web.session import db, now
from mutualaid.wording import next_steps
from mutualaid.wording.dates import slot_phrase
from mutualaid.wording.next_steps import SentPage, Steps


def sent_page(request_id: int, email: str, for_name: str = "") -> SentPage:
    """The steps of one request as it stands now; `email` is what was just typed.

    `for_name`: a relative asked for this person, who is called first.
    """
    help_request = queries.get_help_request(db(), request_id)
    home = help_request.neighbourhood
    desk = find_desk(db(), home.id) if home is not None else desk_of_visitor()
    slot = desk_queries.find_next_half_day(db(), home, now=now()) if home is not None else None
    name = desk.first_name if desk is not None else gettext("The team")
    is_waiting = help_request.confirmed_at is None
    steps = _first_steps(help_request, name, slot, email, for_name) if is_waiting else []
    lead = ""
    if is_waiting and not email and not for_name:
        lead = gettext(
            "%(name)s calls you %(moment)s.", name=name, moment=next_steps.desk_half_day(slot)
        )
    steps += _what_is_done(help_request, name, slot, is_waiting=is_waiting)
    if help_request.slots:
        first = help_request.slots[0]
        words = slot_phrase(first.on_date, first.half_day, help_request.start_time)
        is_remote = help_request.is_remote
        steps.append(next_steps.hand(words, is_remote=is_remote))
    return SentPage(steps[:3], desk, email if is_waiting else "", lead, for_name)


def _first_steps(
    help_request: HelpRequest, name: str, slot: Slot | None, email: str, for_name: str
) -> Steps:
    """A mail to open, or a call; and the person's own yes, when a relative asked."""
    steps = [next_steps.open_mail(help_request.created_at, zone())] if email else []
    if for_name and (email or visitor() is not None):
        sentence = gettext(
            "%(name)s calls %(person)s to hear their yes.", name=name, person=for_name
        )
        steps.append(next_steps.desk_calls(slot, sentence))
    elif for_name:
        sentence = gettext(
            "%(name)s calls you, then %(person)s to hear their yes.", name=name, person=for_name
        )
        steps.append(next_steps.desk_calls(slot, sentence))
    elif not email:
        steps.append(next_steps.desk_calls(slot, gettext("%(name)s calls you.", name=name)))
    return steps


def _what_is_done(
    help_request: HelpRequest, name: str, slot: Slot | None, *, is_waiting: bool
) -> Steps:
    """Talk, or look for somebody."""
    if not category(help_request.category).goes_to_matcher:
        return [next_steps.desk_calls(slot, gettext("You talk about it with %(name)s.", name=name))]
    urgent = is_urgent(help_request.slots, now(), zone())
    steps = next_steps.search(
        now(), zone(), is_urgent=urgent and not is_waiting, n_people=help_request.helpers_needed
    )
    return steps[:1] if is_waiting else steps
