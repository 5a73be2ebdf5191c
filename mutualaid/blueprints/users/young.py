"""`/inscription/15-17-ans`: what is possible before 18, and a parent whom the team calls."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from mutualaid import policies
from mutualaid.blueprints.users.blueprint import BOTH, Page, blueprint
from mutualaid.blueprints.users.forms import YoungForm
from mutualaid.queries import places as place_queries
from mutualaid.services import minors, users
from mutualaid.services.minors import Parent, Young
from mutualaid.web import signing_in
from mutualaid.web.auth import allowed, public, require_visitor, visitor
from mutualaid.web.desk import desk_of_visitor
from mutualaid.web.language import language
from mutualaid.web.pace import even_paced
from mutualaid.web.session import browser, db, now
from mutualaid.wording.retention import lasting


@blueprint.route("/inscription/15-17-ans", methods=BOTH)
@public
@even_paced
def young() -> Page:
    """Why no request and no offer, whom to call, and the form for somebody new."""
    form = None
    if visitor() is None:
        form = YoungForm.read()
        homes = place_queries.list_open_neighbourhoods(db())
        form.offer_neighbourhoods([(home.id, home.name) for home in homes])
        if form.is_accepted():
            return _welcome(form)
    shown = {"form": form, "desk": desk_of_visitor(), "unheard": lasting("UNCONFIRMED")}
    return render_template("users/young.html", **shown), form.http_status if form else 200


@blueprint.post("/mon-espace/18-ans")
@allowed(policies.member)
def of_age() -> Page:
    """« J'ai 18 ans maintenant »: the desk confirms it."""
    minors.say_of_age(db(), require_visitor(), now=now())
    return redirect(url_for("users.my_space", fait="of_age_said"), 303)


def _welcome(form: YoungForm) -> Page:
    """Write her down; the page that follows is the same for somebody we know already."""
    home_id = form.home_id()
    if home_id is None:
        return redirect(url_for("home.elsewhere"), 303)
    told = form.data
    person = minors.join(
        db(),
        Young(
            first_name=told["first_name"],
            phone=told["phone"] or None,
            email=told["email"] or None,
            neighbourhood_id=place_queries.get_open_neighbourhood(db(), home_id).id,
            language=language(),
        ),
        parent_of(form),
        now=now(),
    )
    users.ask_confirmation(db(), person, browser_id=browser().begin(), now=now())
    return signing_in.told_to_wait(told["email"], home_id)


def parent_of(form: YoungForm) -> Parent:
    """The parent as she names her."""
    told = form.data
    return Parent(
        told["parent_first_name"], told["parent_phone"] or None, told["parent_email"] or None
    )
