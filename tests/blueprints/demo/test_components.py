"""The living page of the look: whole, in both languages, and nowhere but in the demo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from config import Settings
from mutualaid.app import create_app
from tests.architecture.conftest import ROOT
from tests.browser import Browser

COMPONENTS = """skip-link back heading button-primary button-secondary button-danger button-link
    choice-radio choice-checkbox week input field-wrong problem problem-summary summary-change card
    empty steps badge-ok badge-wait badge-alert panel-info panel-alert emergency scrolling chart
    cells phone call"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo=True)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_every_component_in_every_state(app: Flask, language: str) -> None:
    page = Browser(app, language=language).get("demo.components")
    shown = " ".join(element.attributes.get("class", "") for element in page.elements).split()
    for name in COMPONENTS.split():
        assert name in shown, name
    drawn = (ROOT / "mutualaid/static/icons.svg").read_text().count("<symbol")
    assert len({u.attributes["href"] for u in page.all("use")}) == drawn


def test_outside_the_demo_there_is_no_such_page(settings: Settings) -> None:
    with_people = create_app(replace(settings, demo=False))
    assert with_people.test_client().get("/composants").status_code == 404
    with_people.extensions["database"].dispose()
