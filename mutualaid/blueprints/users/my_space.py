"""`/mon-espace`: what is agreed, what is asked of me, my requests, my offer, my details."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from mutualaid import policies
from mutualaid.blueprints.users.appointment_lines import Line, appointment_lines
from mutualaid.blueprints.users.blueprint import Page, blueprint
from mutualaid.domain.clock import local_date
from mutualaid.domain.driving import is_lapsing, last_day
from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import OfferStatus
from mutualaid.queries import absences as absence_queries
from mutualaid.queries import appointments as appointment_queries
from mutualaid.queries import help_requests as request_queries
from mutualaid.queries import offers as offer_queries
from mutualaid.queries import users as queries
from mutualaid.queries.proposals import count_holding
from mutualaid.queries.teams import find_team
from mutualaid.services import charter, offers, proposals, renewals, tokens, users
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk import zone
from mutualaid.web.session import db, now
from mutualaid.wording import standings
from mutualaid.wording.categories import category_title
from mutualaid.wording.contacts import contact_phrase, language_name
from mutualaid.wording.dates import slot_phrase
from mutualaid.wording.proposals import resident_heading


@blueprint.get("/mon-espace")
@allowed(policies.member)
def my_space() -> Page:
    """Everything of one's own on one page."""
    me = require_visitor()
    return render_template(
        "users/my_space.html",
        me=me,
        appointments=_appointments(),
        questions=_questions(),
        standings=standings,
        may_renew=lambda each: renewals.may_renew(each, now=now()),
        **_requests(),
        **_offer(),
        zone=zone(),
        details=_details(),
    )


@blueprint.post("/mon-espace/demandes/<int:number>/accord")
@allowed(policies.member)
def agree(number: int) -> Page:
    """« D'accord d'avance », given, taken back, or « je préfère attendre »."""
    me = require_visitor()
    help_request = request_queries.get_help_request(db(), number)
    if help_request.user_id != me.id:
        raise NotFound("help_request")
    if request.form.get("answer") == "yes":
        proposals.agree_in_advance(db(), help_request, by=me, now=now())
        return redirect(url_for("users.my_space", fait="agreed_in_advance"), 303)
    proposals.take_back_advance(db(), help_request, by=me, now=now())
    return redirect(url_for("users.my_space", fait="advance_taken_back"), 303)


@blueprint.post("/mon-espace/confirmer")
@allowed(policies.member)
def confirm_mine() -> Page:
    """The e-mail got lost: signed in, one says oneself that it was oneself."""
    users.open_what_waited(db(), require_visitor(), now=now())
    return redirect(url_for("users.my_space", fait="confirmed"), 303)


def _requests() -> dict[str, Any]:
    """What I asked for and, of those that several are brought together for, how many said yes."""
    requests = request_queries.list_living(db(), require_visitor())
    n_yes = count_holding(db(), [each.id for each in requests if each.is_team])
    return {"requests": requests, "n_yes": n_yes}


def _offer() -> dict[str, Any]:
    """The living offer, or the one just withdrawn while that can be undone."""
    offer = offer_queries.find_latest(db(), require_visitor())
    is_gone = offer is not None and offer.status is OfferStatus.WITHDRAWN
    if offer is None or (is_gone and not offers.may_undo_withdraw(offer, now=now())):
        return {"offer": None}
    return {
        "offer": offer,
        "absences": absence_queries.list_coming_absences(
            db(), offer.user, today=local_date(now(), zone())
        ),
        "drove_until": _drove_until(offer),
        "is_over": offers.has_ended(offer, now()),
        "may_go_on": offers.may_renew(offer, now=now()),
    }


def _drove_until(offer: Any) -> date | None:
    """Until when she said that her car is in order, once it is time to say it again."""
    declared_on = offer.user.drives_declared_on
    if "outing" not in offer.categories or not is_lapsing(
        declared_on, local_date(now(), offer.user.zone)
    ):
        return None
    return last_day(declared_on)


@blueprint.post("/mon-espace/voiture")
@allowed(policies.member)
def still_drive() -> Page:
    """« Permis, assurance, mon assureur est prévenu », said for another year."""
    charter.declare_driving(db(), require_visitor(), drives=True, by=require_visitor(), now=now())
    return redirect(url_for("users.my_space", fait="driving_said"), 303)


def _appointments() -> list[Line]:
    me = require_visitor()
    today = local_date(now(), zone())
    return appointment_lines(appointment_queries.list_coming(db(), me, today=today), me)


def _questions() -> list[Line]:
    """What waits for my yes or no; a helper's name only once she said yes."""
    me = require_visitor()
    return [
        Line(
            slot_phrase(each.on_date, each.half_day, each.help_request.start_time),
            category_title(each.help_request.category)
            if each.helper_id == me.id
            else resident_heading(each, "asked", find_team(db(), each.help_request)),
            url_for("proposals.show", token=tokens.token_text(db(), TokenPurpose.ANSWER, each, me)),
        )
        for each in queries.list_questions(db(), me)
    ]


def _details() -> list[tuple[str, str | list[str], str]]:
    """How I am reached and where I live, each with its way to change it."""
    me = require_visitor()
    contact, address = url_for("users.contact"), url_for("users.address")
    return [
        (gettext("First name"), me.first_name, ""),
        (gettext("Once both have said yes, the other gets"), contact_phrase(me), contact),
        (
            gettext("Languages that you speak"),
            ", ".join(language_name(code) for code in me.languages),
            contact,
        ),
        (gettext("Where you live"), me.place.line if me.place else gettext("Not told"), address),
    ]
