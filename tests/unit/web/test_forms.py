from __future__ import annotations

from datetime import date, time

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from mutualaid.web.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    FirstNameField,
    Form,
    NoteField,
    PhoneField,
    TextField,
    TimeField,
    WeekField,
)
from mutualaid.web.language import init_language


class EveryField(Form):
    need = ChoiceField("Besoin", choices=[("a", "A"), ("b", "B")], needed="Choisissez un besoin")
    ways = ChoicesField("Aide", choices=[("a", "A"), ("b", "B")], needed="Cochez une façon")
    week = WeekField("Semaine", needed="Cochez un moment")
    adult = CheckField("J’ai 18 ans", needed="Cochez la case")
    name = FirstNameField("Prénom", needed="Écrivez votre prénom")
    phone = PhoneField("Téléphone")
    email = EmailField("E-mail")
    day = DayField("Jour", needed="Choisissez un jour")
    at = TimeField("Heure")
    note = NoteField("Note")
    street = TextField("Rue", max_length=20)


GOOD = {
    "need": "b", "ways": ["a", "b"], "week": ["0", "20"], "adult": "y", "name": "  Marie \t Ève ",
    "phone": "06.39.98.12.34", "email": "Jeanne@Exemple.FR", "day": "27/10", "at": "14 h 30",
    "note": "Sonnez\r\ndeux fois", "street": "rue des Lilas",
}  # fmt: skip


@pytest.fixture(autouse=True)
def page():
    app = Flask("mutualaid")
    init_language(app)
    with app.test_request_context(method="POST"), force_locale("fr"):
        yield


def filled(**changes):
    form = EveryField(MultiDict({**GOOD, **changes}))
    form.today = date(2026, 10, 6)
    return form


def the_error(field, **changes):
    form = filled(**changes)
    assert not form.validate()
    return str(form[field].errors[0])


def test_answers_are_understood_and_tidied():
    form = filled()
    assert form.validate(), form.errors
    assert form.data == {
        "need": "b", "ways": ["a", "b"], "week": ["0", "20"], "adult": True, "name": "Marie Ève",
        "phone": "+33639981234", "email": "Jeanne@exemple.fr", "day": date(2026, 10, 27),
        "at": time(14, 30), "note": "Sonnez\ndeux fois", "street": "rue des Lilas",
    }  # fmt: skip
    assert form.week.mask == 1 | 1 << 20


def test_an_empty_form_names_each_missing_answer_once_in_the_order_of_the_page():
    form = EveryField(MultiDict({"csrf": "x"}))
    assert not form.validate()
    assert form.problems() == [
        ("need-0", "Choisissez un besoin"),
        ("ways-0", "Cochez une façon"),
        ("week-0", "Cochez un moment"),
        ("adult", "Cochez la case"),
        ("name", "Écrivez votre prénom"),
        ("day", "Choisissez un jour"),
    ]
    assert form.http_status == 422


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("phone", "zéro six", "Écrivez un numéro à 10 chiffres, comme 06 39 98 12 34"),
        ("email", "jeanne@", "Écrivez un e-mail complet, comme nom@exemple.fr"),
        ("email", "a@b.fr\nBcc: c@d.fr", "Écrivez un e-mail complet, comme nom@exemple.fr"),
        ("day", "30 février", "Écrivez une date comme 27 octobre"),
        ("day", "5 octobre", "Le jour doit être aujourd’hui ou plus tard"),
        ("day", "27/10/2030", "Choisissez un jour dans les 12 mois qui viennent"),
        ("at", "25 h", "Écrivez une heure comme 14\u00a0h\u00a030"),
        ("note", "x" * 312, "Écrivez 300 signes au plus. Il y en a 12 de trop"),
        ("name", "1234", "Écrivez votre prénom"),
        ("name", "\u202e\u200b", "Écrivez votre prénom"),
        ("need", "z", "Choisissez un besoin"),
        ("ways", "z", "Choisissez parmi les réponses"),
        ("week", "21", "Choisissez parmi les réponses"),
    ],
)
def test_an_error_speaks_in_the_words_of_the_question(field, typed, said):
    assert the_error(field, **{field: typed}) == said


def test_what_was_typed_is_kept_when_it_is_refused():
    form = filled(phone="  06 12 ", day="bientôt")
    form.validate()
    assert form.phone._value() == "  06 12 "
    assert form.day._value() == "bientôt"


def test_what_was_saved_is_shown_as_one_would_type_it():
    form = EveryField(None, data={"phone": "+33639981234", "day": "2026-10-27", "at": "14:30:00"})
    assert form.phone._value() == "06\u00a039\u00a098\u00a012\u00a034"
    assert form.day._value() == "mardi 27 octobre 2026"
    assert form.at._value() == "14\u00a0h\u00a030"


def test_a_likely_slip_in_an_email_is_asked_about_once():
    form = filled(email="jeanne@ornage.fr")
    assert not form.validate()
    assert "jeanne@orange.fr" in str(form.email.errors[0])
    again = filled(email="jeanne@ornage.fr", email_as_written="jeanne@ornage.fr")
    assert again.validate()
    assert again.email.data == "jeanne@ornage.fr"


def test_optional_answers_may_stay_empty():
    form = filled(phone="", email=" ", note="", at="")
    assert form.validate()
    assert (form.phone.data, form.email.data, form.note.data, form.at.data) == ("", "", "", "")


@given(st.text(max_size=400))
def test_no_text_breaks_a_field(text):
    form = filled(name=text, phone=text, email=text, day=text, at=text, note=text, need=text)
    form.validate()
    assert all(str(sentence) for _, sentence in form.problems())
