"""The last page before sending an offer: every answer, each with its way back."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.blueprints.offers.forms import CheckForm, DistanceForm, RhythmForm
from mutualaid.blueprints.offers.offering import asks_where
from mutualaid.web.auth import visitor
from mutualaid.web.contact_forms import address_phrase, reach_phrases
from mutualaid.web.forms import ChoiceField
from mutualaid.web.wizard import Answers, change_url
from mutualaid.wording.categories import category_title
from mutualaid.wording.weeks import week_phrases

Row = tuple[str, str | list[str], str]


def check_form() -> CheckForm:
    """The charter is accepted once; afterwards there is nothing left to tick."""
    form, person = CheckForm.read(), visitor()
    if person is not None and person.charter_accepted_at is not None:
        del form.charter
    return form


def summary(answers: Answers) -> list[Row]:
    """Question, answer, and the page on which it is changed."""
    offer, when = answers["offer"], answers["when"]
    rows: list[Row] = [
        (
            gettext("How you can help"),
            [category_title(key) for key in offer["categories"]],
            change_url("offer"),
        ),
    ]
    if offer["drives"] and "outing" in offer["categories"]:
        said = gettext("Licence, insurance, insurer told")
        rows.append((gettext("By car"), said, change_url("offer")))
    if offer["note"]:
        rows.append((gettext("Something to add"), offer["note"], change_url("offer")))
    rows += [
        (gettext("When you are free"), _week(when), change_url("when")),
        (
            gettext("How far"),
            _label(DistanceForm.read(answers["distance"]).reach),
            change_url("distance"),
        ),
        (
            gettext("How many times a month, at most"),
            _label(RhythmForm.read(answers["rhythm"]).rhythm),
            change_url("rhythm"),
        ),
        (gettext("Where you live"), _where(answers), change_url("where")),
    ]
    if visitor() is None:
        reach = reach_phrases(answers["reach"])
        rows.append((gettext("How to reach you"), reach, change_url("reach")))
    return rows


def _week(when: Answers) -> list[str]:
    return week_phrases(when["mask"], weeks_vary=when["weeks_vary"])


def _where(answers: Answers) -> str:
    if asks_where(answers):
        return ", ".join(
            filter(None, (address_phrase(answers["address"]), answers["address"]["flat"]))
        )
    person = visitor()
    return person.place.line if person is not None and person.place is not None else ""


def _label(field: ChoiceField) -> str:
    chosen = [choice.label for choice in field.iter_choices() if choice.value == field.data]
    return str(chosen[0]) if chosen else str(field.data)
