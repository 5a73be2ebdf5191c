"""Any spreadsheet's text is read; nothing that we write is ever computed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.domain.spreadsheets import (
    BEGINS_A_FORMULA,
    MOST_BYTES,
    MOST_ROWS,
    Unreadable,
    UnreadableTable,
    read_table,
    safe_cell,
    write_table,
)

ROWS = "Prénom;Téléphone\nÉlodie;06 39 98 12 34\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_however_it_was_saved_it_is_read(encoding: str, separator: str) -> None:
    table = read_table(ROWS.replace(";", separator).encode(encoding))
    assert table.headings == ("Prénom", "Téléphone")
    assert [(line.number, line.cells) for line in table.lines] == [
        (2, ("Élodie", "06 39 98 12 34"))
    ]


def test_a_row_keeps_the_number_of_the_line_on_which_it_begins() -> None:
    table = read_table(b'a;b\r\n\r\n"two\nlines";1\r\nc;2\r\n')
    assert [(line.number, line.cells) for line in table.lines] == [
        (3, ("two lines", "1")),
        (5, ("c", "2")),
    ]


def test_a_comma_within_quotes_separates_nothing() -> None:
    assert read_table(b'"a, b, c";d\n"1, 2";3\n').headings == ("a, b, c", "d")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Unreadable.EMPTY),
        (b"\n\n;;\n", Unreadable.EMPTY),
        (b"a;b\n", Unreadable.EMPTY),
        (b"a" * (MOST_BYTES + 1), Unreadable.TOO_LARGE),
        (b"PK\x03\x04 and so on", Unreadable.WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", Unreadable.WORKBOOK),
        (b"a;b\n\0\0;\0", Unreadable.NOT_TEXT),
        (b"a;b\n\x81\x8d;c", Unreadable.NOT_TEXT),
        (b"\xff\xfea", Unreadable.NOT_TEXT),
        (b"a;b\n" + b"1;2\n" * (MOST_ROWS + 1), Unreadable.TOO_MANY_ROWS),
        (b"x;" * 100 + b"\na;b\n", Unreadable.NO_HEADINGS),
        (b'a;b\n"' + b"never closed;\n" * 60, Unreadable.OPEN_QUOTE),
        (b'a;b\n"' + b"x" * 200_000 + b'";1\n', Unreadable.OPEN_QUOTE),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, why: Unreadable) -> None:
    with pytest.raises(UnreadableTable) as refused:
        read_table(content)
    assert refused.value.why is why


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_do_harm(content: bytes) -> None:
    try:
        table = read_table(content)
    except UnreadableTable:
        return
    assert table.lines
    assert all(isinstance(cell, str) for line in table.lines for cell in line.cells)


FORMULAS = (
    "=1+1", "+33612345678", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1+1", "\u00a0=1",
    "＝1+1", '=HYPERLINK("http://evil.example";"x")', "=cmd|' /C calc'!A0", '"; ;', '";=1+1;"',
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_and_every_one_is_whole(text: str) -> None:
    content = write_table(["a", "b"], [[text, "next"]]).decode("utf-8-sig")
    (_headings, row) = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert row[1] == "next"
    assert row[0].lstrip(" \u00a0")[:1] not in BEGINS_A_FORMULA
    assert row[0].removeprefix("'") == text.replace("\0", "")


@given(st.text(max_size=40))
def test_whatever_is_written_is_text(text: str) -> None:
    begins = safe_cell(text).lstrip(" \u00a0")[:1]
    assert begins not in BEGINS_A_FORMULA or not begins


def test_what_we_shielded_is_read_again_as_it_was() -> None:
    content = write_table(["a"], [["=1+1"], ["l'été"], ["'quoted"]])
    assert [line.cells[0] for line in read_table(content).lines] == ["=1+1", "l'été", "'quoted"]
