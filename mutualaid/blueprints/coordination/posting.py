"""Post a need or an offer for someone who told it to the desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask_babel import gettext
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.looking_up import find_address
from mutualaid.blueprints.coordination.posting_forms import (
    ADULT,
    HOME,
    NO_LIMIT,
    ForSomeoneForm,
    OfferForm,
    RequestForm,
    request_form,
)
from mutualaid.domain.clock import local_date
from mutualaid.domain.distance import Reach
from mutualaid.domain.ids import random_id
from mutualaid.domain.statuses import Channel
from mutualaid.policies import coordinator
from mutualaid.queries.coordination import people as queries
from mutualaid.queries.coordination.today import list_homes
from mutualaid.queries.places import list_meeting_points
from mutualaid.services import coordination as services
from mutualaid.services import rates
from mutualaid.services.help_requests import Ask, Recurrence
from mutualaid.services.offers import Offering
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk import zone
from mutualaid.web.desk_pages import desk, go
from mutualaid.web.fact_fields import facts_of
from mutualaid.web.session import db, now

DAYS_AHEAD = 7
MOST_FOUND = 6
Page = str | Response | tuple[str, int]


@blueprint.route("/nouvelle-demande", methods=["GET", "POST"])
@allowed(coordinator)
def post_request() -> Page:
    """A need, told on the phone or at the door."""
    form = _request_form()
    if not _is_complete(form):
        page = render_template("coordination/post_request.html", form=form, days=_days())
        return page, form.http_status
    if not _is_first_time(form):
        return go("list_requests")
    posted = services.post_request(db(), _spoken(form), _ask(form), by=require_visitor(), now=now())
    return go("say_about_request", "request_posted", request_id=posted.id)


@blueprint.route("/nouvelle-offre", methods=["GET", "POST"])
@allowed(coordinator)
def post_offer() -> Page:
    """An offer, told on the phone or at the door."""
    form = _offer_form()
    if not _is_complete(form):
        page = render_template("coordination/post_offer.html", form=form)
        return page, form.http_status
    if not _is_first_time(form):
        return go("list_neighbours")
    posted = services.post_offer(
        db(), _spoken(form), _offering(form), by=require_visitor(), now=now()
    )
    return go("say_about_offer", "offer_posted", user_id=posted.user_id)


def _request_form() -> RequestForm:
    form = request_form(request.values.get("category", "")).read(_first_data())
    form.today = local_date(now(), zone())
    homes = _prepare(form)
    points = [
        (str(point.id), gettext("At the meeting point: %(place)s", place=point.name))
        for home_id, _name in homes
        for point in list_meeting_points(db(), int(home_id))
    ]
    form.prepare(_days(), points, moment=now(), zone=zone())
    return form


def _offer_form() -> OfferForm:
    form = OfferForm.read(_first_data())
    _prepare(form)
    form.prepare()
    return form


def _days() -> list[date]:
    """The coming days of the grid."""
    today = local_date(now(), zone())
    return [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]


def _first_data() -> dict[str, Any]:
    """What a link may fill in, and what makes pressing twice be once."""
    return {
        "once": random_id(),
        "person": request.args.get("personne"),
        "category": request.args.get("category"),
        "is_weekly": request.args.get("semaine") == "oui",
    }


def _prepare(form: ForSomeoneForm) -> list[tuple[str, str]]:
    """Whom the words may mean, and whom the page was opened for; her neighbourhoods."""
    homes = [(str(home.id), home.name) for home in list_homes(db(), desk())]
    searched = form.search.data
    people = queries.list_neighbours(db(), desk(), words=searched, limit=MOST_FOUND)
    found = {str(each.id): each for each in people} if searched else {}
    chosen = form.person.data or ""
    if chosen.isdecimal() and chosen not in found:
        found[chosen] = queries.get_neighbour(db(), int(chosen), desk())
    form.chosen = found.get(chosen)
    form.has_place = form.chosen is not None and form.chosen.place is not None
    form.offer_people([(key, _label(each)) for key, each in found.items()], homes)
    return homes


def _label(person: Any) -> str:
    """« Jeanne Martin, 12 rue des Lilas »."""
    name = f"{person.first_name} {person.last_name}".strip()
    return f"{name}, {person.place.line}" if person.place else name


def _is_complete(form: ForSomeoneForm) -> bool:
    """Sent by its last button, and nothing left to correct."""
    if request.method != "POST" or "etape" in request.form or not form.validate():
        return False
    if form.line.data and form.needs_address:
        home_id = int(form.neighbourhood.data or 0)
        form.address = find_address(form.line, form.data, home_id)
    return not form.errors


def _is_first_time(form: ForSomeoneForm) -> bool:
    """Whether this very page is sent for the first time."""
    key = ("desk-post", require_visitor().id, form.once.data or "")
    return rates.count(db(), *key, window=timedelta(days=1), now=now()) == 1


def _spoken(form: ForSomeoneForm) -> services.Spoken:
    """Who agreed, how, and how to tell her what follows."""
    told = form.data
    home_id = form.address.neighbourhood_id if form.address else int(told["neighbourhood"])
    newcomer = services.Newcomer(
        first_name=told["first_name"],
        last_name=told["last_name"],
        phone=told["phone"] or None,
        email=told["email"] or None,
        neighbourhood_id=home_id,
        is_adult=told["age"] == ADULT,
    )
    person = newcomer if form.is_new else form.chosen
    return services.Spoken(person, told["said_by"], Channel(told["channel"]), form.address)


def _ask(form: RequestForm) -> Ask:
    """What was told, as the service reads it."""
    kind, told = form.kind, form.data
    if kind is None or not kind.goes_to_matcher:
        return Ask(category=told["category"], note=told["note"])
    return Ask(
        category=kind.key,
        facts=facts_of(form, kind),
        note=told["note"],
        slots=form.wanted(),
        start_time=told["start"] or None,
        minutes=int(told["minutes"]) if told["minutes"] else None,
        helpers_needed=int(told.get("helpers") or 1),
        n_half_days=form.n_half_days,
        recurrence=Recurrence.WEEKLY if told["is_weekly"] else Recurrence.ONCE,
        until_on=(told["until"] or None) if told["is_weekly"] else None,
        meeting_point_id=None if told["meet"] == HOME else int(told["meet"]),
        agreed_in_advance=told["agreed_in_advance"],
    )


def _offering(form: OfferForm) -> Offering:
    told = form.data
    return Offering(
        categories=tuple(told["categories"]),
        reach=Reach(told["reach"]),
        weekly_mask=form.week.mask,
        weeks_vary=told["weeks_vary"],
        rhythm_per_month=None if told["rhythm"] == NO_LIMIT else int(told["rhythm"]),
        note=told["note"],
    )
