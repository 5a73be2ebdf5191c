"""`/mon-espace/…`: how one is reached, in which languages, and where one lives."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext

from mutualaid.blueprints.users.blueprint import BOTH, Page, blueprint
from mutualaid.blueprints.users.forms import ContactForm
from mutualaid.policies import member
from mutualaid.queries import sessions as session_queries
from mutualaid.services import places, sessions, users
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.contact_forms import AddressForm, WhereForm, settled_address
from mutualaid.web.desk import desk_of_visitor
from mutualaid.web.session import browser, db, now
from mutualaid.wording.contacts import contact_choices, spoken_languages

DRAFT = "address"


@blueprint.route("/mon-espace/joindre", methods=BOTH)
@allowed(member)
def contact() -> Page:
    """What the other reads after two yeses; in which language we write."""
    me = require_visitor()
    form = ContactForm.read(
        {"contact_choice": me.contact_choice, "ui_language": me.ui_language,
         "languages": me.languages}
    )  # fmt: skip
    form.offer_contacts(contact_choices(me))
    form.languages.offer(spoken_languages())
    if form.is_accepted():
        _choose(form)
        return redirect(url_for("users.my_space", fait="details_kept"), 303)
    return render_template("users/contact.html", form=form), form.http_status


@blueprint.route("/mon-espace/adresse", methods=BOTH)
@allowed(member)
def address() -> Page:
    """« Où habitez-vous ? »."""
    form = WhereForm.read(_kept_address())
    if form.is_accepted():
        row = browser().keep()
        sessions.keep_draft(db(), row, DRAFT, form.answer(), now=now())
        return redirect(url_for("users.which_address"), 303)
    return render_template("users/address.html", form=form), form.http_status


@blueprint.route("/mon-espace/adresse/choisir", methods=BOTH)
@allowed(member)
def which_address() -> Page:
    """« Laquelle est votre adresse ? »."""
    where = _kept_address()
    if not where:
        return redirect(url_for("users.address"), 303)
    desk = desk_of_visitor()
    form = AddressForm.read()
    form.look_up(where, _none_of_them(desk.first_name if desk else ""))
    if form.is_accepted():
        return _move(form)
    page = render_template("users/which_address.html", form=form, desk=desk)
    return page, form.http_status


def _choose(form: ContactForm) -> None:
    users.choose_contact(
        db(),
        require_visitor(),
        contact_choice=str(form.contact_choice.data),
        ui_language=str(form.ui_language.data),
        languages=form.languages.data,
        by=require_visitor(),
        now=now(),
    )


def _kept_address() -> dict[str, str]:
    row = browser().row()
    draft = session_queries.find_draft(db(), row, DRAFT, now=now()) if row else None
    return dict(draft.answers) if draft is not None else {}


def _move(form: AddressForm) -> Page:
    answer = form.answer()
    if answer["neighbourhood_id"] is None:
        return redirect(url_for("home.elsewhere"), 303)
    me = require_visitor()
    place = places.settle(db(), settled_address(answer), flat=answer["flat"], now=now())
    has_moved = users.move(db(), me, place, by=me, now=now())
    sessions.drop_draft(db(), browser().keep(), DRAFT)
    done = "details_kept" if has_moved else "address_to_review"
    return redirect(url_for("users.my_space", fait=done), 303)


def _none_of_them(name: str) -> str:
    if name:
        return gettext("None of them: %(name)s will place it", name=name)
    return gettext("None of them: the team will place it")
