from __future__ import annotations

import pytest

from mutualaid.wording.email_typos import KNOWN_DOMAINS, likely_meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jeanne@ornage.fr", "jeanne@orange.fr"),
        ("jeanne@gmial.com", "jeanne@gmail.com"),
        ("jeanne@gmail.co", "jeanne@gmail.com"),
        ("jeanne@gmail.fr", "jeanne@gmail.com"),
        ("jeanne@laposte.nett", "jeanne@laposte.net"),
        ("jeanne@hotmal.fr", "jeanne@hotmail.fr"),
    ],
)
def test_a_slip_of_the_finger_is_noticed(typed, meant):
    assert likely_meant(typed) == meant


@pytest.mark.parametrize(
    "domain", [*KNOWN_DOMAINS, "exemple.fr", "mairie-villeurbanne.fr", "ORANGE.FR"]
)
def test_an_address_that_looks_right_is_left_alone(domain):
    assert not likely_meant(f"jeanne@{domain}")
