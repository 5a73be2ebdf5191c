"""Tables as text: read whatever a spreadsheet writes, and write what none takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 1024 * 1024
MOST_ROWS = 500
MOST_COLUMNS = 60
LONGEST_CELL = 400
SEPARATORS = (";", ",", "\t")
BEGINS_A_FORMULA = frozenset("=+-@\t\r\n\0＝＋－＠")
"""What a cell may not begin with: spreadsheets would compute it, or hide it."""
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel and LibreOffice themselves begin."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""The marks before text in UTF-16."""
_SHIELD = "'"
_BOM = "\ufeff"


class Unreadable(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    WORKBOOK = "workbook"
    """A workbook of Excel or LibreOffice itself."""
    TOO_MANY_ROWS = "too_many_rows"
    NO_HEADINGS = "no_headings"
    OPEN_QUOTE = "open_quote"


class UnreadableTable(ValueError):
    """Nothing of the file is taken."""

    def __init__(self, why: Unreadable) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Line:
    """One row, with the number of the line on which it begins."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file as it was read."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(content: bytes) -> Table:
    """Headings and rows of a CSV file, however it was saved; UnreadableTable says why not."""
    text = _decoded(content)
    lines = [line for line in _lines(text) if any(line.cells)]
    if not lines:
        raise UnreadableTable(Unreadable.EMPTY)
    headings, rows = lines[0].cells, lines[1:]
    if len(headings) > MOST_COLUMNS or not any(cell.isprintable() and cell for cell in headings):
        raise UnreadableTable(Unreadable.NO_HEADINGS)
    if not rows:
        raise UnreadableTable(Unreadable.EMPTY)
    if len(rows) > MOST_ROWS:
        raise UnreadableTable(Unreadable.TOO_MANY_ROWS)
    return Table(headings, tuple(rows))


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else Windows's own."""
    if len(content) > MOST_BYTES:
        raise UnreadableTable(Unreadable.TOO_LARGE)
    if content.startswith(WORKBOOKS):
        raise UnreadableTable(Unreadable.WORKBOOK)
    encodings = ["utf-16"] if content.startswith(UTF_16) else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding).removeprefix(_BOM)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise UnreadableTable(Unreadable.NOT_TEXT)
        return text
    raise UnreadableTable(Unreadable.NOT_TEXT)


def _lines(text: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(_first_line(text)))
    begins_at = 1
    try:
        for cells in reader:
            if len(cells) == 1 and len(cells[0]) > LONGEST_CELL and "\n" in cells[0]:
                raise UnreadableTable(Unreadable.OPEN_QUOTE)
            yield Line(begins_at, tuple(_tidy(cell) for cell in cells))
            begins_at = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableTable(Unreadable.OPEN_QUOTE) from error


def _first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")


def separator_of(headings: str) -> str:
    """The one that the line of headings holds most often, outside quotes."""
    outside = "".join(headings.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _tidy(cell: str) -> str:
    """One line, without the shield that our own export puts before a formula."""
    text = " ".join(cell.split())
    if text.startswith(_SHIELD) and text[1:2] in BEGINS_A_FORMULA:
        text = text[1:]
    return text


def safe_cell(value: object) -> str:
    """Text that no spreadsheet computes: what would begin a formula gets a quote before it."""
    text = "" if value is None else str(value).replace("\0", "")
    begins = text.lstrip(" \u00a0")[:1]
    return f"{_SHIELD}{text}" if begins and begins in BEGINS_A_FORMULA else text


def write_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A file that every spreadsheet opens with a double click: UTF-8 with its mark, semicolons."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(heading) for heading in headings])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
    return (_BOM + written.getvalue()).encode("utf-8")
