"""Whatever is in a file, it is read or refused with a sentence; what we write we read again."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.cli.alone import commands_alone
from mutualaid.matching.exchange.problems import BadFile
from mutualaid.matching.exchange.tables import REQUEST_COLUMNS
from mutualaid.wording.exchange import file_problem
from tests.unit.exchange.written import offers_text, read, requests_text

APP = commands_alone(RuntimeError("no settings"))
MORE = 20 if os.environ.get("CAMPAIGN") else 1
EXAMPLES = settings(max_examples=80 * MORE, deadline=None)
FIRST = date(2026, 10, 13)
HALF_DAYS = st.sets(
    st.tuples(st.integers(0, 20), st.sampled_from("MAS")), min_size=1, max_size=6
).map(
    lambda some: " ".join(
        f"{FIRST + timedelta(days=day)}{half}" for day, half in sorted(some)
    )
)  # fmt: skip
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
IDS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=12).map(str.strip)
ROWS = st.lists(
    st.tuples(
        IDS.filter(bool),
        st.sampled_from(["courses", "papiers", "été"]),
        st.floats(-90, 90),
        st.floats(-180, 180),
        HALF_DAYS,
        st.integers(1, 3),
        st.floats(0, 400),
        st.sampled_from(["oui", "non", ""]),
        st.floats(0, 100),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)


def read_in_a_folder(requests, offers):
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), requests, offers)


@EXAMPLES
@given(ROWS, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_written_is_what_is_read(rows, separator, encoding) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    writer.writerow(REQUEST_COLUMNS)
    writer.writerows(rows)
    asked, _, _ = read_in_a_folder(written.getvalue().encode(encoding), offers_text())
    assert asked.ids == [row[0] for row in rows]
    for place, name in ((2, "lat"), (3, "lon"), (6, "waiting_days"), (8, "max_km")):
        assert asked[name].tolist() == [row[place] for row in rows]
    assert asked["urgent"].tolist() == [row[7] == "oui" for row in rows]
    assert [mask.bit_count() for mask in asked["slots"].tolist()] == [
        len(row[4].split()) for row in rows
    ]


CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 3),
        st.one_of(
            st.binary(max_size=4),
            st.sampled_from([b'"', b"\n", b",", b";", b"\0", b"nan", b"-", b"9" * 30, b"\xe9"]),
        ),
    ),
    min_size=1,
    max_size=4,
)


def damaged(content: bytes, changes) -> bytes:
    spoilt = bytearray(content)
    for where, n_lost, put in changes:
        place = int(where * len(spoilt))
        spoilt[place : place + n_lost] = put
    return bytes(spoilt)


@EXAMPLES
@given(st.sampled_from(["utf-8", "utf-16", "cp1252"]), st.sampled_from([",", ";"]), CHANGES)
def test_a_damaged_file_is_read_or_refused_with_a_sentence(encoding, separator, changes) -> None:
    content = damaged(requests_text(separator=separator).encode(encoding), changes)
    try:
        asked, _, some = read_in_a_folder(content, offers_text())
    except BadFile as error:
        with APP.test_request_context():
            sentence = file_problem(error)
        assert "demandes.csv" in sentence
        assert "%(" not in sentence
        assert "\n" not in sentence
    else:
        assert len(some.instance.requests) <= len(asked) <= 4


@EXAMPLES
@given(st.binary(max_size=200))
def test_noise_is_refused(content) -> None:
    with pytest.raises(BadFile, match=r"demandes\.csv"):
        read_in_a_folder(content, offers_text())


@settings(max_examples=15 * MORE, deadline=None)
@given(CHANGES)
def test_the_command_ends_without_a_traceback_and_writes_a_whole_plan_or_none(changes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.csv" for name in ("requests", "offers", "out")}
        files["requests"].write_text(requests_text(), encoding="utf-8")
        files["offers"].write_bytes(damaged(offers_text().encode(), changes))
        options = [part for name, path in files.items() for part in (f"--{name}", str(path))]
        ended = APP.test_cli_runner().invoke(args=["matching", "solve", *options])
        assert ended.exception is None or isinstance(ended.exception, SystemExit)
        assert ended.exit_code in {0, 2}
        assert files["out"].exists() is (ended.exit_code == 0)
        assert len(list(Path(folder).iterdir())) == 2 + (ended.exit_code == 0)
