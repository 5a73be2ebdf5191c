"""What a spreadsheet may do to a file without changing what it says."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from mutualaid.domain.geo import Point, cell_centre
from mutualaid.matching.exchange.arrays import given_by
from mutualaid.matching.exchange.tables import OFFER_COLUMNS, REQUEST_COLUMNS, Reading
from tests.unit.exchange.written import (
    OFFERS,
    REQUESTS,
    meaning,
    offers_text,
    read,
    requests_text,
    text_of,
)


def with_commas(rows):
    numbers = {"lat", "lon", "waiting_days", "max_km"}
    return [{k: v.replace(".", ",") if k in numbers else v for k, v in row.items()} for row in rows]


def in_semicolons(rows, columns) -> str:
    return text_of(with_commas(rows), columns, separator=";")


BOTH = (requests_text(), offers_text())
SAVED = {
    "with a mark": tuple(text.encode("utf-8-sig") for text in BOTH),
    "in UTF-16, Intel": tuple(b"\xff\xfe" + text.encode("utf-16-le") for text in BOTH),
    "in UTF-16, turned round": tuple(b"\xfe\xff" + text.encode("utf-16-be") for text in BOTH),
    "in Windows's letters": tuple(text.encode("cp1252") for text in BOTH),
    "with semicolons": (requests_text(separator=";"), offers_text(separator=";")),
    "with semicolons and decimal commas": (
        in_semicolons(REQUESTS, REQUEST_COLUMNS),
        in_semicolons(OFFERS, OFFER_COLUMNS),
    ),
    "with tabs": (requests_text(separator="\t"), offers_text(separator="\t")),
    "with Windows's ends of lines": (requests_text(newline="\r\n"), offers_text(newline="\r\n")),
    "with an old Mac's ends of lines": (requests_text(newline="\r"), offers_text(newline="\r")),
    "all in quotes": (requests_text(quoting=csv.QUOTE_ALL), offers_text(quoting=csv.QUOTE_ALL)),
    "with its separator declared": tuple(
        "sep=;\n" + text for text in (requests_text(separator=";"), offers_text(separator=";"))
    ),
    "with empty lines": tuple(f"\n{text}\n\n   \n" for text in BOTH),
    "with empty rows": tuple(f"{text}{',' * 9}\n" for text in BOTH),
    "with names in capitals and spaces": (
        requests_text().replace("waiting_days", " Waiting Days ").replace("id,", "ID,"),
        offers_text().replace("max_km", "Max-Km").replace("id,", "Id,"),
    ),
    "with half-days on two lines": (
        requests_text().replace("2026-10-13M 2026-10-14A", '"2026-10-13M\n2026-10-14a"'),
        offers_text().replace("courses papiers", "papiers;courses"),
    ),
    "with numbers as spreadsheets write them": (
        requests_text().replace(",1,3.5,0,", ",1.0,3.50,0.0,"),
        offers_text().replace(",2,1,0", ", 2.0 ,1e0,+0"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", SAVED)
def test_it_says_the_same(tmp_path, how) -> None:
    assert meaning(read(tmp_path, *SAVED[how])) == meaning(read(tmp_path, *BOTH))


def test_columns_that_nobody_knows_are_left_aside(tmp_path) -> None:
    requests = [{**row, "note": "a;b, c\n« d »", "téléphone": "06"} for row in REQUESTS]
    columns = ("note", *reversed(REQUEST_COLUMNS), "téléphone")
    read_again = read(tmp_path, text_of(requests, columns), offers_text())
    assert meaning(read_again) == meaning(read(tmp_path, *BOTH))


def test_empty_cells_at_the_end_of_a_line_may_be_left_out(tmp_path) -> None:
    short = offers_text().replace("2026-10-15S,,,,", "2026-10-15S")
    assert short != offers_text()
    assert meaning(read(tmp_path, requests_text(), short)) == meaning(read(tmp_path, *BOTH))


def test_what_the_cells_say(tmp_path) -> None:
    asked, offered, given = read(tmp_path, *BOTH)
    asks, gives = given.instance.requests, given.instance.offers
    assert asked.ids == ["Jeanne", "élodie 2", "3"]
    assert offered.ids == ["Karim", "Léa"]
    assert asks.category.tolist() == [0, 1, 0]
    assert gives.categories.tolist() == [0b11, 0b10]
    assert asks.slots.tolist() == [0b10001, 1 << 8, 1]
    assert gives.slots.tolist() == [0b11, 1 << 8]
    assert asks.waiting_days.tolist() == [3.5, 0.0, 0.0]
    assert asks.urgent.tolist() == [False, False, True]
    assert asks.reach_m.tolist() == [2.1e7, 1200.0, 2000.0]
    assert asks.level.tolist() == [0, 0, 1]
    assert (gives.reach_m.tolist(), gives.capacity.tolist()) == ([1500.0, 2.1e7], [2, 1])
    assert (gives.level.tolist(), gives.load.tolist()) == ([1, 0], [0, 0])


def test_help_by_phone_needs_no_place(tmp_path) -> None:
    asked, _, given = read(
        tmp_path,
        requests_text().replace("papiers,45.7701,4.9612", "phone_chat,,"),
        offers_text().replace("papiers,45.7700,4.9610", "phone_chat,,"),
    )
    assert given.instance.requests.has_place.tolist() == [True, False, True]
    assert np.isnan(given.instance.offers.lat).tolist() == [False, True]
    assert len(asked) == 3


def test_a_file_of_headings_alone_is_an_empty_list(tmp_path) -> None:
    headings = (",".join(REQUEST_COLUMNS), ",".join(OFFER_COLUMNS))
    asked, offered, given = read(tmp_path, *headings)
    assert (len(asked), len(offered), len(given.instance.requests)) == (0, 0, 0)


def test_cells_are_those_of_the_whole_country(tmp_path) -> None:
    read(tmp_path, *BOTH)
    reading = Reading()
    tables = reading.requests(tmp_path / "demandes.csv"), reading.offers(tmp_path / "offres.csv")
    asks = given_by(reading, *tables, cell_m=200).instance.requests
    centre = cell_centre(Point(45.7686, 4.9594), 200)
    assert (asks.lat[0], asks.lon[0]) == (centre.lat, centre.lon)
    assert asks.reach_m[1] == pytest.approx(1200 + 100 * 2**0.5)


def test_more_rows_than_are_read_at_once(tmp_path) -> None:
    rows = [{**REQUESTS[0], "id": f"n{row}", "lat": f"45.{row:05d}"} for row in range(9000)]
    asked, _, given = read(tmp_path, text_of(rows, REQUEST_COLUMNS), offers_text())
    assert asked.ids == [row["id"] for row in rows]
    assert asked.lines.tolist() == list(range(2, 9002))
    assert given.instance.requests.lat.tolist() == [float(row["lat"]) for row in rows]
