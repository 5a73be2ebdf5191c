"""`/entrer/second-code`: after the mailed link, whoever coordinates shows a telephone's digits."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.blueprints.users.blueprint import BOTH, Page, blueprint
from mutualaid.policies import coordinator
from mutualaid.services import second_factors as services
from mutualaid.web import signing_in
from mutualaid.web.auth import allowed, half_signed, public, require_visitor
from mutualaid.web.forms import Form, TextField
from mutualaid.web.language import page_url, without_language
from mutualaid.web.pace import even_paced
from mutualaid.web.qr import drawn
from mutualaid.web.session import browser, db, now

CODES = "/entrer/second-code/papier"


class DigitsForm(Form):
    """What the telephone shows."""

    code = TextField(
        _l("The 6 digits on your telephone"), needed=_l("Enter the 6 digits"), max_length=20
    )

    def refuse(self) -> None:
        """Not these digits, or no more tries for now."""
        self.code.errors = [
            gettext("This code does not match, or has served. Wait for the next one and enter it")
        ]


@blueprint.route("/entrer/second-code", methods=BOTH)
@public
@even_paced
def second_factor() -> Page:
    """The first time: set the telephone up. Then: its six digits, or a code on paper."""
    person = half_signed()
    if person is None:
        return redirect(url_for("users.enter", next=_wanted() or None), 303)
    factor = services.find(db(), person)
    form = DigitsForm.read({"code": _demo_code(factor)})
    if form.is_accepted():
        if _is_right(person, factor, form.code.data):
            return _let_in(person, is_new=factor is None)
        form.refuse()
    if factor is not None:
        return render_template("users/second_factor.html", form=form), form.http_status
    return set_up_second_factor(person, form), form.http_status


@blueprint.get(CODES)
@allowed(coordinator)
def recovery_codes() -> Page:
    """Ten codes to print, read only by the session that set the telephone up."""
    row, factor = browser().row(), services.find(db(), require_visitor())
    if row is None or factor is None or not services.may_read_codes(row, factor, now=now()):
        return redirect(page_url("/coordination"), 303)
    codes = services.recovery_codes(db(), factor)
    wanted = without_language(_wanted())
    onward = page_url(wanted if signing_in.is_own_path(wanted) else "/coordination")
    return render_template("users/recovery_codes.html", codes=codes, onward=onward)


def set_up_second_factor(person: Any, form: DigitsForm) -> str:
    """The code to photograph, and its first six digits."""
    row = browser().row()
    assert row is not None, "half signed in is a row"
    secret = services.new_secret(db(), row)
    name = current_app.config["SETTINGS"].instance_name
    return render_template(
        "users/set_up_second_factor.html",
        form=form,
        code=drawn(services.address_of(secret, person, name)),
        key=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    )


def _is_right(person: Any, factor: Any, code: str) -> bool:
    row = browser().row()
    if factor is None and row is not None:
        return services.set_up(db(), row, person, code, now=now())
    return services.prove(db(), person, code, now=now())


def _let_in(person: Any, *, is_new: bool) -> Page:
    """Under a new id; the first time by way of the codes for paper."""
    wanted = _wanted()
    browser().sign_in(person, is_proved=True)
    if is_new:
        return redirect(url_for("users.recovery_codes", next=wanted or None), 303)
    return signing_in.onward(coordinates=bool(person.coordinations), wanted=wanted)


def _wanted() -> str:
    return request.args.get("next", "")


def _demo_code(factor: Any) -> str:
    """On this machine only: the fictional telephone is read aloud."""
    row = browser().row()
    if not current_app.config["SETTINGS"].demo or row is None:
        return ""
    key = db().info["secret"]
    secret = services.unseal(key, factor) if factor else services.new_secret(db(), row)
    return services.next_code(secret, factor.last_step if factor else 0, now=now())
