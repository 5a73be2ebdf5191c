"""One sentence with the file, the line, the column and what to write; nothing is guessed."""

from __future__ import annotations

import os
import tracemalloc

import pytest

from mutualaid.matching.exchange import keys
from mutualaid.matching.exchange.problems import BadFile, Problem
from mutualaid.matching.exchange.sheets import LONGEST_LINE
from mutualaid.matching.exchange.tables import OFFER_COLUMNS, REQUEST_COLUMNS, Reading
from tests.unit.exchange.written import (
    OFFERS,
    REQUESTS,
    offers_text,
    read,
    requests_text,
    text_of,
)


def refused(folder, requests, offers) -> BadFile:
    with pytest.raises(BadFile) as found:
        read(folder, requests, offers)
    return found.value


REQUEST_CELLS = [
    ("lat", "200", Problem.NUMBER),
    ("lat", "NaN", Problem.NUMBER),
    ("lon", "-inf", Problem.NUMBER),
    ("lon", "1e999", Problem.NUMBER),
    ("lat", "4_5", Problem.NUMBER),
    ("lat", "45,7686", Problem.DECIMAL_POINT),
    ("lat", "45°46'", Problem.NUMBER),
    ("lat", "", Problem.PLACE),
    ("lon", " ", Problem.PLACE),
    ("slots", "", Problem.HALF_DAYS),
    ("slots", "13/10/2026M", Problem.HALF_DAYS),
    ("slots", "2026-10-13", Problem.HALF_DAYS),
    ("slots", "2026-02-30M", Problem.HALF_DAYS),
    ("slots", "2026-10-13X", Problem.HALF_DAYS),
    ("slots", "2026-10-13M 2026-11-03M", Problem.TOO_FAR_APART),
    ("helpers_needed", "0", Problem.WHOLE_NUMBER),
    ("helpers_needed", "1.5", Problem.WHOLE_NUMBER),
    ("waiting_days", "-1", Problem.NUMBER),
    ("waiting_days", "three", Problem.NUMBER),
    ("urgent", "maybe", Problem.YES_OR_NO),
    ("max_km", "99999", Problem.NUMBER),
    ("safety_level", "9", Problem.WHOLE_NUMBER),
    ("category", "", Problem.ONE_WORD),
    ("category", "courses papiers", Problem.ONE_WORD),
    ("id", "", Problem.ID),
    ("id", "Jeanne", Problem.TWICE_ID),
]
OFFER_CELLS = [
    ("categories", "", Problem.WORDS),
    ("capacity", "-2", Problem.WHOLE_NUMBER),
    ("load", "2,5", Problem.DECIMAL_POINT),
    ("id", "Karim", Problem.TWICE_ID),
    ("slots", "2026-11-30M", Problem.TOO_FAR_APART),
]


@pytest.mark.parametrize(("column", "cell", "problem"), REQUEST_CELLS)
def test_a_cell_of_a_request(tmp_path, column, cell, problem) -> None:
    rows = [REQUESTS[0], {**REQUESTS[1], column: cell}, REQUESTS[2]]
    error = refused(tmp_path, text_of(rows, REQUEST_COLUMNS), offers_text())
    assert (error.problem, error.line, error.column) == (problem, 3, column)
    assert error.file == str(tmp_path / "demandes.csv")
    assert error.given == cell.strip()


@pytest.mark.parametrize(("column", "cell", "problem"), OFFER_CELLS)
def test_a_cell_of_an_offer(tmp_path, column, cell, problem) -> None:
    rows = [OFFERS[0], {**OFFERS[1], column: cell}]
    error = refused(tmp_path, requests_text(), text_of(rows, OFFER_COLUMNS))
    assert (error.problem, error.line, error.column) == (problem, 3, column)
    assert error.file == str(tmp_path / "offres.csv")


def test_each_column_is_needed(tmp_path) -> None:
    for name in REQUEST_COLUMNS:
        without = [each for each in REQUEST_COLUMNS if each != name]
        error = refused(tmp_path, text_of(REQUESTS, without), offers_text())
        assert (error.problem, error.line, error.column) == (Problem.MISSING_COLUMN, 1, name)


def test_a_column_that_stands_twice(tmp_path) -> None:
    error = refused(tmp_path, text_of(REQUESTS, [*REQUEST_COLUMNS, "lat"]), offers_text())
    assert (error.problem, error.line, error.column) == (Problem.TWICE_COLUMN, 1, "lat")


def test_the_line_is_where_the_row_begins(tmp_path) -> None:
    text = requests_text().replace("3.5", '"\n3.5\n"').replace("45.7701", "nord")
    error = refused(tmp_path, text, offers_text())
    assert (error.line, error.column) == (5, "lat")


def test_a_comma_that_cuts_a_number_in_two(tmp_path) -> None:
    text = requests_text().replace("45.7701", "45,7701")
    error = refused(tmp_path, text, offers_text())
    assert (error.problem, error.line) == (Problem.TOO_MANY_CELLS, 3)
    load_is_empty = offers_text().replace("1.5,2,1,0", "1,5,2,1,")
    error = refused(tmp_path, requests_text(), load_is_empty)
    assert (error.problem, error.line) == (Problem.TOO_MANY_CELLS, 2)


def test_more_kinds_of_help_than_there_is_room_for(tmp_path) -> None:
    rows = [{**REQUESTS[0], "id": str(n), "category": f"aide{n}"} for n in range(65)]
    error = refused(tmp_path, text_of(rows, REQUEST_COLUMNS), offers_text())
    assert (error.problem, error.line) == (Problem.TOO_MANY_WORDS, 66)
    few = text_of(rows[:62], REQUEST_COLUMNS)
    assert len(read(tmp_path, few, offers_text())[0]) == 62


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        (b"", Problem.EMPTY, 0),
        (b"\n \n;;;\n", Problem.EMPTY, 0),
        (b"\xef\xbb\xbf", Problem.EMPTY, 0),
        (b"PK\x03\x04 and so on", Problem.WORKBOOK, 0),
        (requests_text().encode("utf-16-le"), Problem.NOT_TEXT, 1),
        (requests_text().encode("cp850"), Problem.ENCODING, 3),
        (requests_text().encode("mac_roman"), Problem.ENCODING, 3),
        (b"\xef\xbb\xbf" + requests_text().encode("cp1252"), Problem.ENCODING, 3),
        (requests_text().encode("utf-16")[:-1], Problem.ENCODING, 4),
        (requests_text().replace("Jeanne", '"Jeanne').encode(), Problem.OPEN_QUOTE, 2),
        (requests_text().replace("Jeanne", '"Jeanne"x').encode(), Problem.OPEN_QUOTE, 2),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, content, problem, line) -> None:
    error = refused(tmp_path, content, offers_text())
    assert (error.problem, error.line) == (problem, line)


@pytest.mark.parametrize(
    "begins", ["", requests_text(), requests_text() + '"', requests_text() + '"\n']
)
def test_a_line_of_a_gigabyte_costs_no_memory(tmp_path, begins) -> None:
    path = tmp_path / "demandes.csv"
    path.write_text(begins)
    os.truncate(path, 1 << 30)  # a hole: nothing is written
    tracemalloc.start()
    try:
        with pytest.raises(BadFile) as found:
            Reading().requests(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.value.problem in {Problem.LONG_LINE, Problem.OPEN_QUOTE}
    assert peak < 40 * LONGEST_LINE


def test_a_quote_that_stays_open_for_many_lines_is_found(tmp_path) -> None:
    rows = [{**REQUESTS[0], "id": str(n)} for n in range(5000)]
    text = text_of(rows, REQUEST_COLUMNS).replace("\n70,", '\n"70,')
    error = refused(tmp_path, text, offers_text())
    assert error.problem is Problem.OPEN_QUOTE


def test_ids_that_meet_by_chance_are_parted_whatever_their_order(monkeypatch) -> None:
    monkeypatch.setattr(keys, "key_of", lambda name, again=0: (len(name) + again) % 8)
    names = ["b", "a", "ccc", "dd", "c"]
    found, twice = keys.keys_of(names)
    again, _ = keys.keys_of(names[::-1])
    assert twice is None
    assert len(set(found.tolist())) == 5
    assert found.tolist() == again.tolist()[::-1]
    assert keys.keys_of(["b", "a", "b"])[1] == (0, 2)


def test_the_key_of_an_id_never_changes() -> None:
    assert keys.key_of("Jeanne") == keys.key_of("Jeanne")
    assert keys.key_of("Jeanne") != keys.key_of("jeanne")
    assert keys.key_of("42") == 8820412187630416983
