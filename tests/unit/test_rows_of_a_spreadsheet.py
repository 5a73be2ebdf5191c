"""Headings, phones, days and everything else, as people write them in a spreadsheet."""

from __future__ import annotations

import pytest

from mutualaid.domain.spreadsheets import read_table
from mutualaid.services import importing
from mutualaid.services.importing.columns import Column, meaning
from tests.factories import TODAY


def draft_of(text: str) -> importing.Draft:
    return importing.draft_of(read_table(text.encode()), 1, today=TODAY)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Prénom", Column.FIRST_NAME), ("PRENOM (usuel)", Column.FIRST_NAME),
        ("First name", Column.FIRST_NAME), ("Nom", Column.LAST_NAME), ("Surname", Column.LAST_NAME),
        ("N° de téléphone", Column.PHONE), ("Tél.", Column.PHONE), ("mobile", Column.PHONE),
        ("Tél. fixe", Column.SECOND_PHONE), ("E-mail", Column.EMAIL), ("Courriel", Column.EMAIL),
        ("Adresse mail", Column.EMAIL), ("Adresse", Column.LINE), ("CP", Column.POSTCODE),
        ("Commune", Column.TOWN), ("Étage", Column.FLAT), ("D’accord le", Column.CONSENT),
        ("Consentement RGPD", Column.CONSENT), ("Quand appeler ?", Column.CALL_HOURS),
        ("Santé", None), ("Date de naissance", None), ("", None),
    ],
)  # fmt: skip
def test_headings_are_recognised_as_people_write_them(heading: str, column: Column | None) -> None:
    assert meaning(heading) is column


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (";;;", None),
        (";Petit;0639981234;", "no_first_name"),
        ("123;;0639981234;", "no_first_name"),
        ("Jeanne;;;", "no_contact"),
        ("Jeanne;;06 39 98;", "phone"),
        ("Jeanne;;=1+1;", "phone"),
        ("Jeanne;;0899123456;", "dear_phone"),
        ("Jeanne;;;pas un mail", "email"),
        (f"{'J' * 61};;0639981234;", "too_long"),
        ("Jeanne;;0639981234;;;;;", None),
        ("Jeanne;;0639981234;;;;;extra", "too_many_cells"),
        ("Jeanne;;0639981234;;31/02/2026", "consent_date"),
        ("Jeanne;;0639981234;;12/03/2999", "consent_later"),
        ("Jeanne;;0639981234;;;je suis sous insuline", "call_hours"),
    ],
)
def test_a_row_that_cannot_be_taken_says_what_to_write(row: str, problem: str | None) -> None:
    heads = "Prénom;Nom;Téléphone;E-mail;D'accord le;Quand appeler"
    draft = draft_of(f"{heads}\n{row}\nPaul;;0639981235;\n")
    said = [(each.line, each.problem) for each in draft.refused]
    assert said == ([(2, problem)] if problem else [])


def test_nothing_is_kept_of_a_column_that_is_not_taken() -> None:
    draft = draft_of("Prénom;Tel;Santé;Quand appeler\nRose;12;diabète;je suis sous insuline\n")
    assert draft.refused[0].words == "Rose, 12"
    assert draft.ignored == ("Santé",)
    kept = str(draft_of("Prénom;Tel;Santé\nRose;0639981234;diabète\n").plain())
    assert "diabète" not in kept


@pytest.mark.parametrize(
    "written", ["06 39 98 12 34", "06.39.98.12.34", "+33 6 39 98 12 34", "639981234", "0639981234"]
)
def test_a_phone_is_read_as_spreadsheets_leave_it(written: str) -> None:
    draft = draft_of(f"Prénom;Tel\nJeanne;{written}\n")
    assert [entry.phone for entry in draft.entries] == ["+33639981234"]


@pytest.mark.parametrize(
    ("written", "day"),
    [("12/03/2026", "2026-03-12"), ("oui, le 12.3.26", "2026-03-12"), ("2026-03-12", "2026-03-12"),
     ("oui", ""), ("", ""), ("à demander", "")],
)  # fmt: skip
def test_only_a_yes_with_its_day_counts(written: str, day: str) -> None:
    draft = draft_of(f"Prénom;Tel;Accord\nJeanne;0639981234;{written}\n")
    assert [entry.consent_on for entry in draft.entries] == [day]
