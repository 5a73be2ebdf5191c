"""Short sentences and short words: what an 82-year-old reads once and has understood.

The formula only ranks texts; whether one is clear, only people say.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mutualaid.translations import FRENCH, merge
from tests.architecture.conftest import ROOT
from tests.support.plain import mail_text, template_text
from tests.support.reading import EASE, EASE_OF_LAW, read

GOLDEN = ROOT / "tests" / "emails" / "golden"
OF_LAW = {"privacy.fr.html", "legal_notice.fr.html"}
FILLED = {
    "day": "mardi 14 octobre", "first": "mardi 14 octobre", "last": "mardi 21 octobre",
    "when": "mardi 14 octobre, l’après-midi", "slot": "mardi 14 octobre, l’après-midi",
    "half_day": "mardi 14 octobre, le matin", "moment": "mardi 14 octobre, midi",
    "deadline": "mardi 14 octobre, 18\u00a0h", "names": "Karim et Rose", "name": "Karim",
}  # fmt: skip
"""What stands in a sentence when it is read: a date has more words than its placeholder."""


def filled(text: str) -> str:
    return re.sub(r"%\((\w+)\)[sd]", lambda gap: FILLED.get(gap[1], "mot"), text)


def catalogue(file: Path) -> str:
    found = []
    for message in merge([file]):
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        found += [filled(text) for text in said if message.id and text]
    return "\n".join(found)


@pytest.mark.parametrize("file", sorted(FRENCH.glob("*.po")), ids=lambda file: file.name)
def test_the_sentences_of_a_catalogue_are_read_once(file: Path) -> None:
    assert read(catalogue(file)).faults() == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "templates").rglob("*.fr.html")), ids=lambda file: file.name
)
def test_a_page_of_prose_is_read_once(file: Path) -> None:
    ease = EASE_OF_LAW if file.name in OF_LAW else EASE
    assert read(template_text(file, gap="mot")).faults(ease) == []


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.fr.txt")), ids=lambda file: file.stem)
def test_a_mail_is_read_once(file: Path) -> None:
    assert read(mail_text(file)).faults() == []


@pytest.mark.parametrize(
    "text",
    [
        (
            "Nous vous prions de bien vouloir nous indiquer dans les meilleurs délais si vous êtes "
            "en mesure de vous rendre disponible afin d’apporter votre aide."
        ),
        "L’administration procède à la régularisation des situations intermédiaires.",
    ],
)
def test_an_office_would_not_pass(text: str) -> None:
    assert read(text).faults()
