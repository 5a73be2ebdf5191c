"""`/inscription`: be one of the neighbours, without a need yet."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from mutualaid.blueprints.users.blueprint import BOTH, Page, blueprint
from mutualaid.blueprints.users.forms import JoinForm
from mutualaid.queries import desk as desk_queries
from mutualaid.queries import places as place_queries
from mutualaid.services import places, users
from mutualaid.web import signing_in
from mutualaid.web.auth import public, visitor
from mutualaid.web.desk import desk_of_visitor
from mutualaid.web.language import language
from mutualaid.web.pace import even_paced
from mutualaid.web.session import browser, db, now


@blueprint.route("/inscription", methods=BOTH)
@public
@even_paced
def join() -> Page:
    """First name, a phone or an e-mail, perhaps an address."""
    if visitor() is not None:
        return redirect(url_for("users.my_space"), 303)
    homes = place_queries.list_open_neighbourhoods(db())
    form = JoinForm.read()
    form.offer_neighbourhoods([(home.id, home.name) for home in homes])
    if form.is_accepted():
        return _welcome(form)
    page = render_template("users/join.html", form=form, desk=desk_of_visitor())
    return page, form.http_status


@blueprint.get("/inscription/merci")
@public
def joined() -> Page:
    """« Fatima vous appelle … », for somebody without e-mail."""
    home_id = signing_in.remembered().get("neighbourhood_id")
    if home_id is None:
        return redirect(url_for("users.join"), 303)
    home = place_queries.get_open_neighbourhood(db(), home_id)
    slot = desk_queries.find_next_half_day(db(), home, now=now())
    return render_template("users/joined.html", home=home, slot=slot)


def _welcome(form: JoinForm) -> Page:
    """Write the person down; the page that follows is the same for somebody we know already."""
    home_id = form.home_id()
    if home_id is None:
        return redirect(url_for("home.elsewhere"), 303)
    home = place_queries.get_open_neighbourhood(db(), home_id)
    place = None
    if form.line.data:
        town = f"{home.postcode} {home.commune}"
        found = places.find_one(db(), line=form.line.data, town=town, geocoder=None)
        place = places.settle(db(), found, now=now())
    person = users.join(
        db(),
        first_name=form.first_name.data,
        email=form.email.data or None,
        phone=form.phone.data or None,
        is_adult=form.is_adult.data,
        language=language(),
        place=place,
        neighbourhood_id=home.id,
        by=None,
        now=now(),
    )
    users.ask_confirmation(db(), person, browser_id=browser().begin(), now=now())
    return signing_in.told_to_wait(form.email.data, home.id)
