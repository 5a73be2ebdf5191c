"""« Votre demande est envoyée »: what comes next, with days and a name."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from mutualaid.domain.categories import category
from mutualaid.domain.requests import is_urgent
from mutualaid.domain.statuses import Channel
from mutualaid.queries import desk as desk_queries
from mutualaid.queries import help_requests as queries
from mutualaid.queries.home import Desk, find_desk
from mutualaid.services import help_requests as services
from mutualaid.services import outbox
from mutualaid.web.desk import desk_of_visitor, zone
from mutualaid.web.session import db, now
from mutualaid.wording import next_steps
from mutualaid.wording.dates import slot_phrase


@dataclass(frozen=True)
class Sent:
    """What the last page says."""

    steps: next_steps.Steps
    desk: Desk | None
    email: str
    """Where a code was sent, while it waits to be confirmed."""
    call: str
    """Else the half-day of the call that confirms."""


def sent_page(request_id: int) -> Sent:
    """The steps of one request as it stands now."""
    help_request = queries.get_help_request(db(), request_id)
    home = help_request.neighbourhood
    desk = find_desk(db(), home.id) if home is not None else desk_of_visitor()
    slot = desk_queries.find_next_half_day(db(), home, now=now()) if home is not None else None
    name = desk.first_name if desk is not None else gettext("The team")
    is_waiting = help_request.confirmed_at is None
    by_mail = is_waiting and outbox.channel_of(help_request.user) is Channel.EMAIL
    steps: next_steps.Steps = []
    if by_mail:
        steps.append(next_steps.open_mail(help_request.created_at, zone()))
    elif is_waiting:
        steps.append(
            next_steps.desk_calls(slot, gettext("%(name)s calls you to confirm.", name=name))
        )
    if not category(help_request.category).goes_to_matcher:
        steps.append(next_steps.desk_calls(slot, gettext("%(name)s calls you to talk.", name=name)))
    elif services.is_by_hand(help_request):
        sentence = gettext("%(name)s calls you to arrange it with you.", name=name)
        steps.append(next_steps.desk_calls(slot, sentence))
    else:
        urgent = is_urgent(help_request.slots, now(), zone())
        steps += next_steps.search(now(), zone(), is_urgent=urgent and not is_waiting)
    if help_request.slots:
        first = help_request.slots[0]
        words = slot_phrase(first.on_date, first.half_day, help_request.start_time)
        steps.append(next_steps.hand(first, words))
    call = next_steps.desk_half_day(slot) if is_waiting and not by_mail else ""
    return Sent(steps[:3], desk, (help_request.user.email or "") if by_mail else "", call)
