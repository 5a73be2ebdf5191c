"""`/aider`: one question a page; then pause, come back, stop."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for

from mutualaid import policies
from mutualaid.blueprints.offers import offering
from mutualaid.blueprints.offers.check_page import check_form, summary
from mutualaid.blueprints.offers.forms import (
    QUICK,
    DistanceForm,
    OfferForm,
    RhythmForm,
    WhenForm,
)
from mutualaid.blueprints.offers.offering import wizard
from mutualaid.blueprints.offers.sent_page import sent_page
from mutualaid.services import breaks
from mutualaid.services.breaks import Word
from mutualaid.web.age import from_18_on
from mutualaid.web.auth import allowed, public, require_visitor
from mutualaid.web.contact_forms import AddressForm, ReachForm, WhereForm, none_of_them
from mutualaid.web.desk import desk_of_visitor
from mutualaid.web.session import db, now
from mutualaid.web.wizard import Page

blueprint = Blueprint("offers", __name__)
from_18_on(blueprint)
BOTH = ["GET", "POST"]


@blueprint.route("/aider", methods=BOTH)
@public
def offer() -> Page:
    """« Comment pouvez-vous aider ? »."""
    form = OfferForm.read(wizard.answers.get("offer"))
    form.offer_all()
    return wizard.turn("offer", form, "offers/offer.html")


@blueprint.route("/aider/quand", methods=BOTH)
@public
def when() -> Page:
    """« Quand êtes-vous libre, en général ? »."""
    form = WhenForm.read(wizard.answers.get("when"))
    pressed = QUICK.get(request.form.get("tick", ""))
    if pressed is not None and wizard.missing(before="when") is None:
        form.tick_more(pressed)
        wizard.keep("when", form.answer())
        return wizard.go("when")
    return wizard.turn("when", form, "offers/when.html")


@blueprint.route("/aider/distance", methods=BOTH)
@public
def distance() -> Page:
    """« Jusqu'où pouvez-vous aller ? »."""
    form = DistanceForm.read(wizard.answers.get("distance"))
    return wizard.turn("distance", form, "offers/distance.html")


@blueprint.route("/aider/rythme", methods=BOTH)
@public
def rhythm() -> Page:
    """« Combien de fois par mois, au plus ? »."""
    form = RhythmForm.read(wizard.answers.get("rhythm"))
    return wizard.turn("rhythm", form, "offers/rhythm.html")


@blueprint.route("/aider/ou", methods=BOTH)
@public
def where() -> Page:
    """« Où habitez-vous ? »."""
    form = WhereForm.read(wizard.answers.get("where"))
    return wizard.turn("where", form, "wizard/where.html", is_offer=True)


@blueprint.route("/aider/adresse", methods=BOTH)
@public
def address() -> Page:
    """« Laquelle est votre adresse ? »."""
    skipped = wizard.missing(before="address")
    if skipped is not None or "where" not in wizard.answers:
        return wizard.go(skipped or "where")
    desk = desk_of_visitor()
    form = AddressForm.read(wizard.answers.get("address"))
    form.look_up(wizard.answers["where"], none_of_them(desk))
    if form.is_accepted() and form.neighbourhood_id() is None:
        return redirect(url_for("home.elsewhere"), 303)
    return wizard.turn("address", form, "wizard/address.html", desk=desk)


@blueprint.route("/aider/joindre", methods=BOTH)
@public
def reach() -> Page:
    """« Comment vous joindre ? »."""
    form = ReachForm.read(wizard.answers.get("reach"))
    return wizard.turn("reach", form, "wizard/reach.html", desk=desk_of_visitor())


@blueprint.route("/aider/verifier", methods=BOTH)
@public
def check() -> Page:
    """« Vérifiez, puis envoyez »; the POST sends it, once."""
    early = wizard.not_yet()
    if early is not None:
        return early
    form = check_form()
    if form.is_accepted():
        if wizard.take():
            offering.send(wizard.answers)
        return redirect(url_for(".sent"), 303)
    shown = {"form": form, "rows": summary(wizard.answers), "back_url": wizard.back_url("check")}
    return render_template("offers/check.html", **shown), form.http_status


@blueprint.get("/aider/merci")
@public
def sent() -> Page:
    """« Fatima vous appelle pour faire connaissance »."""
    what = wizard.sent()
    if not what:
        return redirect(url_for(".offer"), 303)
    return render_template("offers/sent.html", page=sent_page(what["id"], what["email"]))


@blueprint.post("/aider/pause")
@allowed(policies.member)
def pause() -> Page:
    """Nobody asks this person for 1 or 4 weeks, or until she comes back."""
    chosen = request.form.get("weeks", "")
    _say(Word(chosen) if chosen in {Word.ONE_WEEK, Word.FOUR_WEEKS} else Word.UNTIL_BACK)
    return _back("offer_paused")


@blueprint.post("/aider/reprendre")
@allowed(policies.member)
def resume() -> Page:
    """Available again."""
    _say(Word.BACK)
    return _back("offer_resumed")


@blueprint.post("/aider/prolonger")
@allowed(policies.member)
def renew() -> Page:
    """Six more months."""
    _say(Word.RENEW)
    return _back("offer_renewed")


@blueprint.post("/aider/retirer")
@allowed(policies.member)
def withdraw() -> Page:
    """No more proposals; the page that follows offers to undo."""
    _say(Word.STOP)
    return _back("offer_withdrawn")


@blueprint.post("/aider/annuler")
@allowed(policies.member)
def undo() -> Page:
    """The withdrawal of a moment ago was a slip."""
    _say(Word.UNDO)
    return _back("offer_restored")


def _say(word: Word) -> None:
    breaks.say(db(), require_visitor(), word, by=require_visitor(), now=now())


def _back(done: str) -> Page:
    """To one's own page, which says what was done."""
    return redirect(url_for("users.my_space", fait=done), 303)
