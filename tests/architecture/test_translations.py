"""Nobody meets a sentence in the other language."""

from __future__ import annotations

import re

import pytest

from mutualaid.translations import FRENCH, CatalogueError, merge
from mutualaid.translations.missing import missing

AFTER_A_PLAIN_SPACE = re.compile(r"[^\W\d] [;!?»:](?:\s|$)|« ")


def test_every_sentence_has_its_french() -> None:
    lacking = missing()
    assert not lacking, f"add them to mutualaid/translations/fr/<feature>.po: {lacking}"


def test_french_signs_stand_behind_a_no_break_space() -> None:
    wrong = []
    for message in merge(sorted(FRENCH.glob("*.po"))):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wrong += [s for s in strings if s and message.id and AFTER_A_PLAIN_SPACE.search(s)]
        wrong += [s for s in strings if s and message.id and re.search(r"\w'\w", s)]
    assert not wrong, f"U+00A0 before ; : ! ? » and after «, and ’ for the apostrophe: {wrong}"


def test_two_features_cannot_say_one_thing_in_two_ways(tmp_path) -> None:
    for name, french in (("a", "Oui"), ("b", "Si")):
        (tmp_path / f"{name}.po").write_text(f'msgid "Yes"\nmsgstr "{french}"\n')
    with pytest.raises(CatalogueError, match=r"b\.po.*'Si'.*'Oui' in a\.po"):
        merge(sorted(tmp_path.glob("*.po")))


def test_a_lost_placeholder_is_refused(tmp_path) -> None:
    text = '#, python-format\nmsgid "%(n)s left"\nmsgstr "reste"\n'
    (tmp_path / "a.po").write_text(text)
    with pytest.raises(CatalogueError):
        merge([tmp_path / "a.po"])
