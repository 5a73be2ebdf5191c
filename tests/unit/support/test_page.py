"""The page rules must be able to fail: a good page has no fault, each bad one has its own."""

from __future__ import annotations

import pytest

from tests.support.page import Page

GOOD = """<!doctype html><html lang="fr"><head><title>Bonjour</title></head><body><main>
<h1>Bonjour</h1><form method="post"><input type="hidden" name="csrf" value="x">
<label for="name">Prénom</label><input id="name" name="name" value="Rose">
<label for="note">Mot</label><textarea id="note" name="note">
Deux mots</textarea><input type="checkbox" id="b" name="b" value="1"><label for="b">Oui</label>
<button name="go" value="on">Envoyer</button></form></main></body></html>"""


def test_a_good_page_has_no_fault() -> None:
    assert Page(GOOD, "/demander").faults() == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<main>", "<main><h1>Encore</h1>", "one h1"),
        ("<title>Bonjour", "<title>Au revoir", "must be the h1"),
        ('lang="fr"', 'lang="en"', "lang is 'en'"),
        ('id="note"', 'id="name"', "stands 2 times"),
        ('<label for="b">', '<label for="c">', "points at nothing"),
        ('<label for="name">Prénom</label>', "", "'name' has no label"),
        ('type="hidden" name="csrf"', 'type="hidden" name="other"', "no csrf_field()"),
        ("<h1>", '<h1 style="color:red">', "stay in files"),
        ("<button ", '<button onclick="x()" ', "stay in files"),
        ("<main>", "<script>x()</script><main>", "a script without src"),
        ("<main>", '<main><img src="a.png">', "has no alt"),
        ("Envoyer", "Veuillez valider", "never on screen: ['Veuillez', 'valider']"),
    ],
)
def test_each_fault_is_found(before: str, after: str, fault: str) -> None:
    assert before in GOOD
    faults = Page(GOOD.replace(before, after), "/demander").faults()
    assert any(fault in found for found in faults), faults


def test_an_error_may_stand_before_the_title() -> None:
    page = Page(GOOD.replace("<title>", "<title>Erreur : "), "/demander")
    assert page.faults() == []


def test_a_form_knows_what_it_would_send() -> None:
    form = Page(GOOD, "/demander").post_form(containing="note")
    assert form.fields == [("csrf", "x"), ("name", "Rose"), ("note", "Deux mots")]
    assert form.buttons == [("go", "on")]
    assert "b" in form.names


def test_an_english_page_says_so() -> None:
    assert Page(GOOD.replace('lang="fr"', 'lang="en"'), "/en/demander").faults() == []
