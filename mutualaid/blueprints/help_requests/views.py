"""`/demander`: one question a page; then what becomes of the request."""

from __future__ import annotations

from datetime import date, timedelta

from flask import redirect, render_template, request, url_for

from mutualaid import policies
from mutualaid.blueprints.help_requests import asking, changing
from mutualaid.blueprints.help_requests.asking import wizard
from mutualaid.blueprints.help_requests.blueprint import BOTH, blueprint
from mutualaid.blueprints.help_requests.check_page import summary
from mutualaid.blueprints.help_requests.for_whom import is_for_other, loved_ones
from mutualaid.blueprints.help_requests.forms import (
    AskForm,
    CheckForm,
    LovedOneForm,
    WhenForm,
    details_form,
)
from mutualaid.blueprints.help_requests.origin import Purpose, later_days, purpose
from mutualaid.blueprints.help_requests.sent_page import sent_page
from mutualaid.blueprints.help_requests.where_pages import (
    ELSEWHERE,
    OTHER,
    TYPED,
    MeetForm,
    where_form,
)
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound
from mutualaid.domain.requests import reachable
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.queries import help_requests as queries
from mutualaid.services import help_requests as services
from mutualaid.web.auth import allowed, public, require_visitor, visitor
from mutualaid.web.contact_forms import ReachForm, none_of_them
from mutualaid.web.desk import desk_of_visitor, zone
from mutualaid.web.session import db, now
from mutualaid.web.wizard import Page, change_url
from mutualaid.wording.dates import day_phrase
from mutualaid.wording.not_done import not_done

COMING_DAYS = 8
__all__ = ["blueprint", "changing"]


@blueprint.route("/demander", methods=BOTH)
@public
def ask() -> Page:
    """« De quoi avez-vous besoin ? »."""
    form = AskForm.read(wizard.answers.get("ask"))
    form.offer_all(loved_ones())
    if purpose(wizard.answers) is not None:
        del form.for_whom
    return wizard.turn("ask", form, "help_requests/ask.html", purpose=purpose(wizard.answers))


@blueprint.route("/demander/proche", methods=BOTH)
@public
def loved_one() -> Page:
    """« Pour qui ? », when a relative asks."""
    form = LovedOneForm.read(wizard.answers.get("loved_one"))
    form.offer_channels(has_email=visitor() is None or bool(require_visitor().email))
    return wizard.turn("loved_one", form, "help_requests/loved_one.html", desk=desk_of_visitor())


@blueprint.route("/demander/precisions", methods=BOTH)
@public
def details() -> Page:
    """The category's own facts."""
    kind = asking.kind_of(wizard.answers)
    if kind is None or not kind.goes_to_matcher:
        return wizard.go("ask")
    saved = wizard.answers.get("details", {})
    form = details_form(kind).read(saved if saved.get("category") == kind.key else None)
    if request.method == "POST" and "talk" in request.form:
        wizard.keep("ask", {"category": "talk_first"})
        return wizard.onward("details")
    return wizard.turn(
        "details", form, "help_requests/details.html", kind=kind, not_done=not_done()
    )


@blueprint.route("/demander/quand", methods=BOTH)
@public
def when() -> Page:
    """« Le jour et le moment »."""
    form = WhenForm.read(wizard.answers.get("when"))
    form.today = local_date(now(), zone())
    form.prepare(
        _days_to_tick(form.today), moment=now(), zone=zone(), is_long=asking.is_long(wizard.answers)
    )
    shown = {"kind": asking.kind_of(wizard.answers), "purpose": purpose(wizard.answers)}
    return wizard.turn("when", form, "help_requests/when.html", **shown)


def _days_to_tick(today: date) -> list[tuple[date, str]]:
    """The coming days, and those that a request which is changed has further away."""
    coming = _coming_days(today)
    later = later_days(wizard.answers.get("when", {}), {day for day, _words in coming})
    return coming + [(day, day_phrase(day)) for day in later]


def _coming_days(today: date) -> list[tuple[date, str]]:
    """The days that begin or go on far enough ahead, as they are read."""
    days = [today + timedelta(days=ahead) for ahead in range(COMING_DAYS)]
    usable = [
        day
        for day in days
        if reachable([Slot.of(day, half_day) for half_day in HalfDay], now(), zone())
    ]
    return [(day, day_phrase(day)) for day in usable[: COMING_DAYS - 1]]


@blueprint.route("/demander/ou", methods=BOTH)
@public
def where() -> Page:
    """« Où habitez-vous ? », a known place, or by phone the neighbourhood."""
    form = where_form()
    if form.is_accepted():
        if OTHER in form.data.values():
            return redirect(f"{change_url('where')}&{TYPED}=1", 303)
        if ELSEWHERE in form.data.values():
            return redirect(url_for("home.elsewhere"), 303)
    template = f"wizard/{form.template}.html"
    return wizard.turn("where", form, template, is_offer=False, is_for_other=_is_other())


def _is_other() -> bool:
    return is_for_other(wizard.answers)


@blueprint.route("/demander/adresse", methods=BOTH)
@public
def address() -> Page:
    """« Laquelle est votre adresse ? »."""
    skipped = wizard.missing(before="address")
    if skipped is not None or not asking.asks_address(wizard.answers):
        return wizard.go(skipped or "where")
    desk = desk_of_visitor()
    form = MeetForm.read(wizard.answers.get("address"))
    form.look_up(wizard.answers["where"], none_of_them(desk))
    if form.is_accepted() and form.neighbourhood_id() is None:
        return redirect(url_for("home.elsewhere"), 303)
    return wizard.turn("address", form, "wizard/address.html", desk=desk)


@blueprint.route("/demander/joindre", methods=BOTH)
@public
def reach() -> Page:
    """« Comment vous joindre ? »."""
    form = ReachForm.read(wizard.answers.get("reach"))
    form.needs_email = asking.mails_go_to_carer(wizard.answers)
    return wizard.turn("reach", form, "wizard/reach.html", desk=desk_of_visitor())


@blueprint.route("/demander/verifier", methods=BOTH)
@public
def check() -> Page:
    """« Vérifiez votre demande, puis envoyez-la »; the POST sends it, once."""
    early = wizard.not_yet()
    if early is not None:
        return early
    form = CheckForm.read()
    if request.method == "POST":
        return _send(form)
    return render_template(
        "help_requests/check.html", back_url=wizard.back_url("check"), **_shown(form)
    )


def _shown(form: CheckForm) -> dict[str, object]:
    answers = wizard.answers
    return {
        "form": form,
        "rows": summary(answers),
        "kind": asking.kind_of(answers),
        "purpose": purpose(answers),
        "is_for_other": is_for_other(answers),
    }


def _send(form: CheckForm) -> Page:
    """Sent once; a request that was changed stands on one's own page."""
    answers = wizard.answers
    is_change = purpose(answers) is Purpose.CHANGE
    if wizard.take():
        asking.send(answers, agreed_in_advance=form.agreed_in_advance.data)
    if is_change:
        return redirect(url_for("users.my_space", fait="request_changed"), 303)
    return redirect(url_for(".sent"), 303)


@blueprint.get("/demander/merci")
@public
def sent() -> Page:
    """« Votre demande est envoyée »."""
    what = wizard.sent()
    if not what:
        return redirect(url_for(".ask"), 303)
    page = sent_page(what["id"], what["email"], what.get("for_name", ""))
    return render_template("help_requests/sent.html", page=page)


@blueprint.route("/demander/<int:number>/retirer", methods=BOTH)
@allowed(policies.member)
def withdraw(number: int) -> Page:
    """« Je n'en ai plus besoin »: asked once more, since nobody is called back twice."""
    help_request = queries.get_help_request(db(), number)
    if not policies.may_change_request(require_visitor(), help_request):
        raise NotFound("help_request")
    if request.method == "POST":
        services.withdraw(db(), help_request, by=require_visitor(), now=now())
        return redirect(url_for("users.my_space", fait="request_withdrawn"), 303)
    return render_template("help_requests/withdraw.html", help_request=help_request)
