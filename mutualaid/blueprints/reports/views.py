"""`/signaler` and `/etre-rappele`: a GET writes nothing, and no name is needed."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from mutualaid.blueprints.reports.forms import DESK, TEAM, CallForm, ReportForm
from mutualaid.domain.errors import NotFound
from mutualaid.queries import places as place_queries
from mutualaid.services import reports as services
from mutualaid.web.auth import public, visitor
from mutualaid.web.desk import desk_of_visitor
from mutualaid.web.session import db, now
from mutualaid.wording import reports as wording

blueprint = Blueprint("reports", __name__)
BOTH = ["GET", "POST"]
Page = str | Response | tuple[str, int]


@blueprint.get("/signaler")
@public
def choose() -> str:
    """« Notre service », « une personne m'inquiète », or during a coup de main."""
    return render_template("reports/choose.html", topics=wording.topics())


@blueprint.route("/signaler/<slug>", methods=BOTH)
@public
def tell(slug: str) -> Page:
    """What happened; numbers at once for whoever is in danger."""
    topic = wording.find_topic(slug)
    if topic is None:
        raise NotFound("topic")
    form = ReportForm.read()
    form.offer_homes(_homes(), _own())
    form.ask_who(is_known=visitor() is not None, is_asked=topic.asks_who)
    if not form.is_accepted():
        return _ask(form, topic), form.http_status
    _tell(form, topic)
    return redirect(url_for(".told"), 303)


def _ask(form: ReportForm, topic: wording.Topic) -> str:
    return render_template(
        "reports/tell.html",
        form=form,
        topic=topic,
        numbers=wording.numbers(),
        desk=desk_of_visitor(),
    )


def _tell(form: ReportForm, topic: wording.Topic) -> None:
    with_name = "with_name" in form and form.with_name.data
    services.tell(
        db(),
        topic.kind,
        form.told(),
        neighbourhood_id=form.home_id(),
        reporter=visitor() if with_name else None,
        now=now(),
    )


@blueprint.get("/signaler/merci")
@public
def told() -> str:
    """« C'est dit »: who reads it, and whom to call meanwhile."""
    numbers = wording.numbers()
    return render_template("reports/told.html", numbers=numbers, desk=desk_of_visitor())


@blueprint.route("/etre-rappele", methods=BOTH)
@public
def call_me() -> Page:
    """« Oui, Fatima peut m'appeler », or somebody else; never why."""
    desk, person, asked = desk_of_visitor(), visitor(), request.args.get("qui", "")
    form = CallForm.read({"who": asked if asked in {DESK, TEAM} else None})
    form.offer_homes(_homes(), _own())
    form.ask_who(desk.first_name if desk else "", person)
    if not form.is_accepted():
        return render_template("reports/call_me.html", form=form, desk=desk), form.http_status
    _ask_call(form)
    return redirect(url_for(".will_call"), 303)


def _ask_call(form: CallForm) -> None:
    services.ask_call(
        db(),
        neighbourhood_id=form.home_id(),
        by_another=form.who.data == TEAM,
        person=visitor(),
        contact=form.contact(),
        now=now(),
    )


@blueprint.get("/etre-rappele/merci")
@public
def will_call() -> str:
    """« Quelqu'un vous appelle »."""
    return render_template(
        "reports/will_call.html", numbers=wording.numbers(), desk=desk_of_visitor()
    )


def _homes() -> list[tuple[int, str]]:
    return [(home.id, home.name) for home in place_queries.list_open_neighbourhoods(db())]


def _own() -> int | None:
    person = visitor()
    return person.neighbourhood_id if person is not None else None
