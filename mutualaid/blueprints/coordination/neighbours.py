"""Neighbours of the desk: the list, one person, one address."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.forms import LevelForm, PointForm
from mutualaid.blueprints.coordination.looking_up import contact_form, read_contact
from mutualaid.domain.appointments import LATE_MINUTES
from mutualaid.domain.clock import local_date
from mutualaid.domain.geo import Point
from mutualaid.domain.streets import street_key
from mutualaid.policies import coordinator
from mutualaid.queries import acquaintance
from mutualaid.queries import proposals as proposal_queries
from mutualaid.queries.appointments import list_coming
from mutualaid.queries.coordination import people as queries
from mutualaid.queries.coordination.requests import list_requests_of
from mutualaid.queries.coordination.today import list_homes
from mutualaid.queries.offers import find_living
from mutualaid.queries.ties import list_blocked_by
from mutualaid.services import coordination as services
from mutualaid.services import users
from mutualaid.services.acquaintance import note_call_hours
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk import zone
from mutualaid.web.desk_pages import chosen, desk, go, search_words
from mutualaid.web.session import db, now

Page = str | Response | tuple[str, int]


@blueprint.get("/voisins")
@allowed(coordinator)
def list_neighbours() -> str:
    """People of her neighbourhoods, found by name or number, fifty on a page."""
    only, number = _asked_for()
    sheet = queries.list_sheet(
        db(), desk(), words=search_words(), only=only, number=number, now=now()
    )
    return render_template(
        "coordination/list_neighbours.html", sheet=sheet, searched=search_words(), only=only
    )


def _asked_for() -> tuple[queries.Only, int]:
    """Which neighbours, which page; a word of the address that is not ours is left aside."""
    asked, page = request.args.get("qui", ""), request.args.get("page", "")
    only = queries.Only(asked) if asked in set(queries.Only) else queries.Only.ALL
    return only, int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 1


@blueprint.get("/voisins/<int:user_id>")
@allowed(coordinator)
def show_neighbour(user_id: int) -> str:
    """One person: how to reach her, whether met, what she asks and offers."""
    person = queries.get_neighbour(db(), user_id, desk())
    return render_template(
        "coordination/show_neighbour.html",
        person=person,
        offer=find_living(db(), person),
        found=list_requests_of(db(), person, desk()),
        asked=proposal_queries.list_asked(db(), person),
        coming=list_coming(db(), person, today=local_date(now(), zone())),
        late_minutes=LATE_MINUTES,
        blocked=list_blocked_by(db(), person),
        level=LevelForm(data={"level": person.level}),
        known=acquaintance.get_acquaintance(db(), person, desk()),
    )


@blueprint.post("/voisins/<int:user_id>/rencontre")
@allowed(coordinator)
def mark_met(user_id: int) -> Response:
    """Seen in person, today."""
    person = queries.get_neighbour(db(), user_id, desk())
    users.mark_met(db(), person, by=require_visitor(), now=now())
    return go("show_neighbour", "changed", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/niveau")
@allowed(coordinator)
def set_level(user_id: int) -> Response:
    """How far this person is trusted."""
    person = queries.get_neighbour(db(), user_id, desk())
    level = chosen(int, "level")
    users.set_level(db(), person, level, by=require_visitor(), now=now())
    return go("show_neighbour", "changed", user_id=user_id)


@blueprint.post("/voisins/<int:user_id>/confirmer")
@allowed(coordinator)
def confirm(user_id: int) -> Response:
    """« Oui, c'est bien moi », heard on the phone."""
    person = queries.get_neighbour(db(), user_id, desk())
    services.confirm_by_phone(db(), person, by=require_visitor(), now=now())
    return go("show_neighbour", "confirmed", user_id=user_id)


@blueprint.route("/voisins/<int:user_id>/coordonnees", methods=["GET", "POST"])
@allowed(coordinator)
def edit_contact(user_id: int) -> Page:
    """How this person is reached, and where she lives."""
    person = queries.get_neighbour(db(), user_id, desk())
    form = contact_form(person)
    contact = read_contact(form, person) if form.is_accepted() else None
    if contact is None:
        page = render_template("coordination/edit_contact.html", person=person, form=form)
        return page, form.http_status
    by = require_visitor()
    services.note_contact(db(), person, contact, by=by, now=now())
    note_call_hours(db(), person, form.data["call_hours"], by=by, now=now())
    return go("show_neighbour", "changed", user_id=user_id)


@blueprint.route("/adresses/<int:place_id>", methods=["GET", "POST"])
@allowed(coordinator)
def place_address(place_id: int) -> Page:
    """Put an address on the grid: a street of the table, or a latitude and a longitude."""
    place = queries.get_place(db(), place_id, desk())
    form = PointForm.read()
    if form.is_accepted():
        point = Point(float(form.lat.data), float(form.lon.data))
        services.place_on_grid(db(), place, point, by=require_visitor(), now=now())
        return go("today", "address_placed")
    return _address_page(place, form), form.http_status


def _address_page(place: Any, form: PointForm) -> str:
    """The streets that the words may mean, and the two degrees."""
    searched = request.args.get("rue", place.street or place.line)[:80]
    streets = queries.list_streets(db(), list_homes(db(), desk()), key=street_key(searched))
    shown = {"place": place, "form": form, "streets": streets, "searched": searched}
    return render_template("coordination/place_address.html", **shown)


@blueprint.post("/adresses/<int:place_id>/rue")
@allowed(coordinator)
def place_on_street(place_id: int) -> Response:
    """This is the street."""
    place = queries.get_place(db(), place_id, desk())
    street = queries.get_street(db(), chosen(int, "rue"))
    services.place_on_street(db(), place, street, by=require_visitor(), now=now())
    return go("today", "address_placed")
