"""The papers that the law asks for name what is really there."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from mutualaid import retention
from mutualaid.models import Base
from mutualaid.retention import RETENTION, Since
from mutualaid.wording.retention import duration_phrase
from tests.architecture.conftest import ROOT

REGISTER = ROOT / "docs" / "register-of-processing.md"
AIPD = ROOT / "docs" / "aipd.md"
SPAN = re.compile(r"\b\d+ (?:heures?|jours?|mois|ans?)\b")
OF_THE_LAW = {"72 heures", "18 ans", "17 ans"}
"""Within which a breach is told; ages."""
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
SINCE = {
    Since.WRITTEN: "après l’écriture",
    Since.ENDED: "après la fin",
    Since.LAST_SEEN: "après le dernier signe",
    Since.REPLACED: "après le départ de l’adresse",
}


def plain(path: Path) -> str:
    """The text, its no-break spaces made plain."""
    return path.read_text(encoding="utf-8").replace("\u00a0", " ")


def lost_tests(text: str) -> list[str]:
    lost = []
    for name, function in NAMED_TEST.findall(text):
        file = ROOT / name
        names = set()
        if file.exists():
            nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            names = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
        if function not in names:
            lost.append(f"{name}::{function}")
    return lost


def lines_of_tables(text: str) -> dict[str, str]:
    """What the register says of each table, by the table's name."""
    told: dict[str, str] = {}
    for names, words in re.findall(r"^  - ((?:`\w+`(?:, )?)+) : (.+)$", text, re.MULTILINE):
        told |= dict.fromkeys(re.findall(r"`(\w+)`", names), words)
    return told


def tables_about_people() -> set[str]:
    """Those with a personal word, those that point at a person, and two that hold her number."""
    pointing = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "users"
    }
    return pointing | {name.split(".")[0] for name in RETENTION} | {"journal", "erasures"}


def test_every_measure_of_the_aipd_names_a_test_that_exists() -> None:
    text = plain(AIPD)
    assert len(NAMED_TEST.findall(text)) >= 30
    assert not lost_tests(text)
    risks = text[text.index("## 3.") : text.index("## 4.")]
    measures = re.findall(r"^\| (?!Mesure).+$", risks, re.MULTILINE)
    assert not [row for row in measures if not NAMED_TEST.search(row)], "a measure without a test"


def test_a_lost_test_would_be_seen() -> None:
    text = "`tests/architecture/test_documents.py::test_nothing_of_the_kind`"
    assert lost_tests(text) == [text.strip("`")]


def test_every_table_about_people_stands_in_the_register() -> None:
    missing = sorted(tables_about_people() - lines_of_tables(plain(REGISTER)).keys())
    assert not missing, f"add a line under « Durées » of a sheet: {missing}"


def test_the_register_names_no_table_that_is_gone() -> None:
    assert lines_of_tables(plain(REGISTER)).keys() <= Base.metadata.tables.keys()


@pytest.mark.parametrize("column", sorted(RETENTION))
def test_the_register_says_the_time_that_the_night_follows(whole_app: Flask, column: str) -> None:
    rule = RETENTION[column]
    words = lines_of_tables(plain(REGISTER))[column.split(".", maxsplit=1)[0]]
    with whole_app.app_context(), force_locale("fr"):
        assert words.startswith(f"{duration_phrase(rule.after)} {SINCE[rule.since]}")


@pytest.mark.parametrize("path", [REGISTER, AIPD], ids=lambda path: path.name)
def test_no_other_time_is_written_down(whole_app: Flask, path: Path) -> None:
    times = [value for value in vars(retention).values() if isinstance(value, timedelta)]
    with whole_app.app_context(), force_locale("fr"):
        known = {duration_phrase(span) for span in [*times, *(r.after for r in RETENTION.values())]}
    assert set(SPAN.findall(plain(path))) <= known | OF_THE_LAW


def test_every_sheet_says_all_that_article_30_asks_for() -> None:
    asked = (
        "Finalité",
        "Base légale",
        "Personnes",
        "Données",
        "Destinataires",
        "Durées",
        "Sécurité",
    )
    sheets = re.split(r"^## Fiche ", plain(REGISTER), flags=re.MULTILINE)[1:]
    assert len(sheets) == 10
    for sheet in sheets[:-1]:  # the last one is of figures only
        assert not [word for word in asked if f"**{word}**" not in sheet], sheet.splitlines()[0]


def test_the_guide_of_the_coordinator_shows_pictures_that_are_there_and_light() -> None:
    text = plain(ROOT / "docs" / "guide-coordination.md")
    pictures = [ROOT / "docs" / name for name in re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)]
    assert len(pictures) >= 6
    assert not [each.name for each in pictures if not each.exists()]
    heavy = [each.name for each in pictures if each.stat().st_size > 60 * 1024]
    assert not heavy, "scripts/screenshots.py: a smaller window"
