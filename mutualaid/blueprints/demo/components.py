"""`/composants`: what pages are made of, in every state, for whoever changes the look."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from mutualaid.blueprints.demo.blueprint import blueprint
from mutualaid.web.auth import public
from mutualaid.web.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    EmailField,
    FirstNameField,
    Form,
    NoteField,
    WeekField,
)
from mutualaid.wording.categories import category_title

_SOME = ("shopping", "outing", "papers_by_phone")
_LONG_NAME = "Marie-Antoinette Élisabeth-Charlotte"


class ComponentsForm(Form):
    """One field of each kind."""

    need = ChoiceField(_l("What do you need?"), needed=_l("Choose what you need"))
    ways = ChoicesField(_l("How can you help?"), needed=_l("Tick at least one way to help"))
    week = WeekField(_l("When are you free, in general?"))
    first_name = FirstNameField(_l("Your first name"), needed=_l("Enter your first name"))
    email = EmailField(_l("Your email"), needed=_l("Enter a full email, like name@example.com"))
    note = NoteField(_l("What should the person who comes know?"), max_length=300)
    is_adult = CheckField(_l("I am 18 or older"), needed=_l("Tick the box if you are 18 or older"))


@blueprint.get("/composants")
@public
def components() -> str:
    """Empty, filled and wrong, side by side."""
    return render_template(
        "demo/components.html",
        untouched=_form("empty-"),
        filled=_filled(),
        wrong=_wrong(),
        on=date(2026, 10, 13),
        long_name=_LONG_NAME,
    )


def _form(prefix: str, sent: MultiDict[str, str] | None = None) -> ComponentsForm:
    form = ComponentsForm(sent, prefix=prefix)
    for field in (form.need, form.ways):
        field.offer([(name, category_title(name)) for name in _SOME])
    return form


def _filled() -> ComponentsForm:
    said = [
        ("need", _SOME[1]), ("ways", _SOME[0]), ("ways", _SOME[2]), ("first_name", _LONG_NAME),
        ("email", "marie-antoinette.elisabeth@une-longue-adresse.example"), ("is_adult", "y"),
        *[("week", str(box)) for box in (0, 7, 20)],
    ]  # fmt: skip
    form = _form("filled-", MultiDict((f"filled-{name}", value) for name, value in said))
    form.validate()
    return form


def _wrong() -> ComponentsForm:
    form = _form("wrong-", MultiDict({"wrong-email": "jeanne@", "wrong-note": "…" * 312}))
    form.validate()
    return form
