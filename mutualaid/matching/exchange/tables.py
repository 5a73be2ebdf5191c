"""requests.csv and offers.csv as columns of numbers (docs/matching.md, CSV)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from mutualaid.matching.exchange.cells import (
    Calendar,
    Number,
    Parser,
    Vocabulary,
    flags,
    joined,
    names,
)
from mutualaid.matching.exchange.keys import keys_of
from mutualaid.matching.exchange.problems import BadFile, OddCell, Problem
from mutualaid.matching.exchange.sheets import Piece, Sheet, open_sheet
from mutualaid.matching.instance import LONGEST_WAIT_DAYS, Array
from mutualaid.matching.wide import MOST_TOGETHER

MOST_HELPERS = MOST_TOGETHER
HIGHEST_LEVEL = 2
MOST_JOBS = 1000
FARTHEST_KM = 20_000.0
_LAT = Number(-90, 90, "45.7686")
_LON = Number(-180, 180, "4.9594")
_MAX_KM = Number(0, FARTHEST_KM, "1.5")
_LEVEL = Number(0, HIGHEST_LEVEL, "0", empty=0, is_whole=True)
REQUEST_NUMBERS = {
    "lat": _LAT,
    "lon": _LON,
    "helpers_needed": Number(1, MOST_HELPERS, "1", empty=1, is_whole=True),
    "waiting_days": Number(0, LONGEST_WAIT_DAYS, "3", empty=0),
    "max_km": _MAX_KM,
    "safety_level": _LEVEL,
}
OFFER_NUMBERS = {
    "lat": _LAT,
    "lon": _LON,
    "max_km": _MAX_KM,
    "capacity": Number(0, MOST_JOBS, "2", empty=1, is_whole=True),
    "load": Number(0, MOST_JOBS, "0", empty=0, is_whole=True),
    "safety_level": _LEVEL,
}
REQUEST_COLUMNS = (
    *("id", "category", "lat", "lon", "slots", "helpers_needed", "waiting_days"),
    *("urgent", "max_km", "safety_level"),
)
OFFER_COLUMNS = (
    *("id", "categories", "lat", "lon", "slots", "max_km", "capacity", "safety_level", "load"),
)
Progress = Callable[[str, int], None]
"""Told the file and how many of its lines are read."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One file, column by column."""

    file: str
    ids: list[str]
    keys: Array
    "A whole number for each id, the same for the same id in any file (the lottery's key)."
    lines: Array
    "The line on which each row begins."
    columns: dict[str, Array]
    headings: dict[str, str] = field(default_factory=dict)
    "Each column's name as it is written in the file."

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def wrong(self, problem: Problem, row: int, name: str, **values: object) -> BadFile:
        """What to say of one row that reads well and cannot be."""
        return BadFile(
            problem,
            file=self.file,
            line=int(self.lines[row]),
            column=self.headings[name],
            values=values,
        )


class Reading:
    """Both files are read by one: they share their half-days and their kinds of help."""

    def __init__(self, progress: Progress = lambda _file, _n: None) -> None:
        self.calendar, self.words = Calendar(), Vocabulary()
        self._progress = progress

    def requests(self, path: Path) -> Table:
        """The requests of a file; BadFile says what to change."""
        parsers = {"id": names, "category": self.words.one, "urgent": flags}
        return self._table(path, REQUEST_COLUMNS, parsers, REQUEST_NUMBERS)

    def offers(self, path: Path) -> Table:
        """The offers of a file; BadFile says what to change."""
        parsers: dict[str, Parser] = {"id": names, "categories": self.words.several}
        return self._table(path, OFFER_COLUMNS, parsers, OFFER_NUMBERS)

    def _table(
        self,
        path: Path,
        columns: Sequence[str],
        parsers: Mapping[str, Parser],
        numbers: Mapping[str, Number],
    ) -> Table:
        wrong = None
        for sheet in open_sheet(path):
            try:
                has_commas = sheet.begin() != ","
                reads: dict[str, Parser] = {**parsers, "slots": self.calendar.masks}
                for name, number in numbers.items():
                    reads[name] = partial(number.read, has_decimal_commas=has_commas)
                ordered = {name: reads[name] for name in columns}
                reader = _Rows(str(path), ordered, cuts_numbers=not has_commas)
                return reader.read(sheet, self._progress)
            except BadFile as error:
                if error.problem is Problem.EMPTY:
                    error.values = {"expected": ", ".join(columns)}
                if error.problem is not Problem.ENCODING:
                    raise
                wrong = wrong or error
        assert wrong is not None
        raise wrong


class _Rows:
    """The rows of one sheet, turned into columns piece by piece."""

    def __init__(self, file: str, parsers: Mapping[str, Parser], *, cuts_numbers: bool) -> None:
        self._file, self._parsers = file, parsers
        self._cuts_numbers = cuts_numbers
        "Whether the separator is a comma, so that 45,76 would be two cells."
        self._headings: list[str] = []
        self._places: dict[str, int] = {}
        self._parts: dict[str, list[Any]] = {name: [] for name in parsers}
        self._lines: list[Array] = []

    def read(self, sheet: Sheet, progress: Progress) -> Table:
        """All of it."""
        n_read = 0
        for piece in sheet.pieces():
            rows = piece
            if not self._places:
                self._take_headings(piece.rows[0], piece.lines[0])
                rows = Piece(piece.rows[1:], piece.lines[1:])
            self._take(rows)
            n_read += len(rows.rows)
            progress(self._file, n_read)
        return self._table()

    def _table(self) -> Table:
        nothing = {name: [parse(())] for name, parse in self._parsers.items()}
        columns = {name: joined(parts or nothing[name]) for name, parts in self._parts.items()}
        lines = np.concatenate(self._lines) if self._lines else np.empty(0, dtype=np.int64)
        ids = columns.pop("id")
        headings = {name: self._headings[place] for name, place in self._places.items()}
        keys, twice = keys_of(ids)
        if twice:
            first, second = twice
            raise BadFile(
                Problem.TWICE_ID,
                file=self._file,
                line=int(lines[second]),
                column=headings["id"],
                given=ids[second],
                values={"first": int(lines[first])},
            )
        return Table(self._file, ids, keys, lines, columns, headings)

    def _take_headings(self, cells: Sequence[str], line: int) -> None:
        self._headings = [cell.strip() for cell in cells]
        for place, heading in enumerate(self._headings):
            name = "_".join(heading.casefold().replace("-", " ").replace("_", " ").split())
            if name in self._places:
                raise self._wrong_heading(Problem.TWICE_COLUMN, line, name)
            if name in self._parsers:
                self._places[name] = place
        for name in self._parsers:
            if name not in self._places:
                raise self._wrong_heading(Problem.MISSING_COLUMN, line, name)

    def _wrong_heading(self, problem: Problem, line: int, name: str) -> BadFile:
        expected = ", ".join(self._parsers)
        return BadFile(
            problem, file=self._file, line=line, column=name, values={"expected": expected}
        )

    def _take(self, piece: Piece) -> None:
        """All rows at once; one by one when something is odd, to find what, and where."""
        rows = piece if self._is_even(piece) else self._evened(piece)
        try:
            self._add(rows)
        except OddCell:
            for row, line in zip(rows.rows, rows.lines, strict=True):
                self._check(row, line)
            raise

    def _is_even(self, piece: Piece) -> bool:
        width, place = len(self._headings), self._places["id"]
        return all(len(row) == width and row[place] for row in piece.rows)

    def _evened(self, piece: Piece) -> Piece:
        """Without the empty rows; the others with a cell for each heading."""
        width, even = len(self._headings), Piece([], [])
        for row, line in zip(piece.rows, piece.lines, strict=True):
            if not any(cell.strip() for cell in row):
                continue
            beyond = row[width:]
            if beyond and (self._cuts_numbers or any(cell.strip() for cell in beyond)):
                raise BadFile(
                    Problem.TOO_MANY_CELLS,
                    file=self._file,
                    line=line,
                    values={"n": len(row), "expected": width},
                )
            even.rows.append(row[:width] + [""] * (width - len(row)))
            even.lines.append(line)
        return even

    def _add(self, piece: Piece) -> None:
        if not piece.rows:
            return
        cells = list(zip(*piece.rows, strict=False))
        read = {name: parse(cells[self._places[name]]) for name, parse in self._parsers.items()}
        for name, part in read.items():
            self._parts[name].append(part)
        self._lines.append(np.array(piece.lines, dtype=np.int64))

    def _check(self, row: Sequence[str], line: int) -> None:
        for name, place in self._places.items():
            try:
                self._parsers[name]([row[place]])
            except OddCell as error:
                raise BadFile(
                    error.problem,
                    file=self._file,
                    line=line,
                    column=self._headings[place],
                    given=row[place],
                    values=error.values,
                ) from error
