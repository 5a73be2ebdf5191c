"""No office word, no shouting, no guess at a gender; French as it is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mutualaid.translations import FRENCH, merge
from tests.architecture.conftest import ROOT
from tests.support.plain import mail_text, template_text
from tests.support.wording import faults_in_english, faults_in_french

TEMPLATES, GOLDEN = ROOT / "templates", ROOT / "tests" / "emails" / "golden"


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Everything that is read in a language: where it stands, and the words."""
    for catalogue in sorted(FRENCH.glob("*.po")):
        for message in merge([catalogue]):
            said = message.string if language == "fr" else message.id
            for text in said if isinstance(said, tuple | list) else (said,):
                if message.id and text:
                    yield catalogue.name, text
    for file in sorted(TEMPLATES.rglob(f"*.{language}.html")):
        yield str(file.relative_to(ROOT)), template_text(file)
    for file in sorted(GOLDEN.glob(f"*.{language}.txt")):
        yield f"golden/{file.name}", mail_text(file)
    if language == "fr":
        numbers = json.loads((ROOT / "mutualaid/wording/useful_numbers.json").read_text())
        for text in strings(numbers, "fr"):
            yield "useful_numbers.json", text


def strings(value: object, language: str) -> Iterator[str]:
    """What a list of numbers says in a language."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == language and isinstance(inner, str):
                yield inner
            else:
                yield from strings(inner, language)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, language)


def test_the_french_says_things_as_neighbours_do() -> None:
    faults = [
        f"{where}: {fault}" for where, text in texts("fr") for fault in faults_in_french(text)
    ]
    assert not faults, "write instead:\n" + "\n".join(faults)


def test_the_english_says_things_as_neighbours_do() -> None:
    faults = [
        f"{where}: {fault}" for where, text in texts("en") for fault in faults_in_english(text)
    ]
    assert not faults, "write instead:\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "text",
    [
        "Veuillez patienter", "La personne âgée", "Votre profil", "Merci\u00a0!", "Ca va 😀",
        "L’offre de %(name)s", "Avant que {{ name }} vienne", "A demain", "Quoi?", "Oui ; non",
        "« Oui »", "l'heure", "à 14h30", "à 14 h", "un voisin·e", "Ton rendez-vous", "à coeur",
        "Nous répondons bientôt", "invité(e)", "La personne aidée", "Attendez...",
    ],
)  # fmt: skip
def test_the_french_lint_sees(text: str) -> None:
    assert faults_in_french(text)


@pytest.mark.parametrize("text", ["Please wait", "Hello!", "Invalid code", "See you soon"])
def test_the_english_lint_sees(text: str) -> None:
    assert faults_in_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Avec %(name)s, à 14\u00a0h\u00a030\u00a0: «\u00a0oui\u00a0»", "Où vous avez aidé",
        "Écrivez à nom@exemple.fr", "http://localhost/a?b=c", "À demain", "A dit oui",
    ],
)  # fmt: skip
def test_the_french_lint_lets_good_words_pass(text: str) -> None:
    assert faults_in_french(text) == []
