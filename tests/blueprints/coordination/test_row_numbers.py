"""A number that no database can look up is a page that is not there."""

from __future__ import annotations

import pytest

from mutualaid.web.row_numbers import row_number
from tests.browser import Browser
from tests.factories.desks import Desk

HUGE = 10**30


@pytest.mark.parametrize("path", ["demandes", "voisins", "appels", "adresses"])
def test_an_endless_number_in_an_address_is_not_found(fatima: Browser, path: str) -> None:
    assert fatima.client.get(f"/coordination/{path}/{HUGE}").status_code == 404


def test_an_endless_number_in_a_form_is_refused(ours: Desk) -> None:
    assert row_number(str(ours.offer_id)) == ours.offer_id
    for text in (str(HUGE), "-1"):
        with pytest.raises(ValueError, match=text[:20]):
            row_number(text)
