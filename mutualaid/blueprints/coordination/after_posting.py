"""The end of the call: what to read to the person for whom something was just posted."""

from __future__ import annotations

from typing import Any

from flask import render_template

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound
from mutualaid.policies import coordinator
from mutualaid.queries.coordination import people, requests
from mutualaid.queries.desk import find_next_half_day
from mutualaid.queries.offers import find_living
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import desk
from mutualaid.web.session import db, now
from mutualaid.wording import after_posting as words
from mutualaid.wording.next_steps import desk_half_day


@blueprint.get("/demandes/<int:request_id>/a-dire")
@allowed(coordinator)
def say_about_request(request_id: int) -> str:
    """Read back what was asked, and what happens now; then the letter, for whoever wants it."""
    help_request = requests.get_request(db(), request_id, desk())
    lines = words.after_request(help_request, require_visitor(), _calls_on(help_request))
    return render_template(
        "coordination/say_about_request.html",
        help_request=help_request,
        person=help_request.user,
        lines=lines,
    )


@blueprint.get("/voisins/<int:user_id>/a-dire")
@allowed(coordinator)
def say_about_offer(user_id: int) -> str:
    """The same for somebody who helps."""
    person = people.get_neighbour(db(), user_id, desk())
    offer = find_living(db(), person)
    if offer is None:
        raise NotFound("offer")
    lines = words.after_offer(offer, require_visitor(), _calls_on(person))
    return render_template("coordination/say_about_offer.html", person=person, lines=lines)


@blueprint.get("/voisins/<int:user_id>/lettre")
@allowed(coordinator)
def offer_letter(user_id: int) -> str:
    """What was offered, on paper, for somebody who reads no mail."""
    person = people.get_neighbour(db(), user_id, desk())
    offer = find_living(db(), person)
    if offer is None:
        raise NotFound("offer")
    return render_template(
        "coordination/offer_letter.html",
        person=person,
        home=person.neighbourhood,
        on=local_date(now(), person.zone),
        lines=words.offer_on_paper(offer, _calls_on(person)),
    )


def _calls_on(subject: Any) -> str:
    """The next half-day at which the desk answers."""
    home = subject.neighbourhood
    return desk_half_day(find_next_half_day(db(), home, now=now())) if home is not None else ""
