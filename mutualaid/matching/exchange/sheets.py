"""A CSV file however it was saved, a piece at a time: its text is never held as a whole."""

import csv
import re
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TextIO

from mutualaid.domain.spreadsheets import SEPARATORS, UTF_16, WORKBOOKS, separator_of
from mutualaid.matching.exchange.problems import BadFile, Problem

LONGEST_LINE = 1 << 16
"""Signs of one row, all its lines together: no file makes us hold more than that."""
PIECE = 4096
"""Rows read at once."""
UTF_8_MARK = b"\xef\xbb\xbf"
_DECLARES_SEPARATOR = re.compile(r"sep=([;,\t])\s*", re.IGNORECASE)
_WINDOWS = frozenset("àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸáíóúñÁÍÓÚÑß«»’‘“”–—…€°ºª²·\u00a0")
"""Signs that Windows's own encoding gives a French text; others mean that it is another one."""


class Piece(NamedTuple):
    """Some rows, and the line of the file on which each begins."""

    rows: list[list[str]]
    lines: list[int]


def encodings_of(head: bytes) -> tuple[str, ...]:
    """What the first bytes let a text be, the likeliest first."""
    if head.startswith(UTF_16):
        return ("utf-16",)
    return ("utf-8-sig",) if head.startswith(UTF_8_MARK) else ("utf-8", "cp1252")


class Sheet:
    """One reading of a file in one encoding."""

    def __init__(self, stream: TextIO, *, file: str, encoding: str) -> None:
        self._stream, self._file, self._encoding = stream, file, encoding
        self._line, self._held = 0, 0

    def begin(self) -> str:
        """Find the headings; the separator that they are written with."""
        self._first = self._first_line()
        declared = _DECLARES_SEPARATOR.fullmatch(self._first)
        if declared:
            self._first = self._first_line()
        self._separator = declared[1] if declared else separator_of(self._first)
        return self._separator

    def pieces(self) -> Iterator[Piece]:
        """The rows, that of the headings first."""
        lines_before = self._line - 1
        sheet = csv.reader(
            chain([self._first], self._lines()), delimiter=self._separator, strict=True
        )
        rows: list[list[str]] = []
        lines: list[int] = []
        while True:
            begins = lines_before + sheet.line_num + 1
            try:
                row = next(sheet, None)
            except csv.Error as error:
                raise BadFile(Problem.OPEN_QUOTE, file=self._file, line=begins) from error
            self._held = 0
            if row is not None:
                rows.append(row)
                lines.append(begins)
            if rows and (row is None or len(rows) == PIECE):
                yield Piece(rows, lines)
                rows, lines = [], []
            if row is None:
                return

    def _lines(self) -> Iterator[str]:
        readline, is_windows = self._stream.readline, self._encoding == "cp1252"
        while True:
            try:
                line = readline(LONGEST_LINE)
            except UnicodeDecodeError as error:
                bad = bytes(error.object[: error.start]).count(b"\n")
                raise self._wrong(Problem.ENCODING, 1 + bad) from error
            if not line:
                return
            self._line += 1
            self._held += len(line)
            if self._held >= LONGEST_LINE:
                is_open = self._held > len(line)
                raise self._wrong(Problem.OPEN_QUOTE if is_open else Problem.LONG_LINE)
            if "\0" in line:
                raise self._wrong(Problem.NOT_TEXT)
            if is_windows and not line.isascii() and not _is_french(line):
                raise self._wrong(Problem.ENCODING)
            yield line

    def _wrong(self, problem: Problem, lines_on: int = 0) -> BadFile:
        return BadFile(
            problem,
            file=self._file,
            line=self._line + lines_on,
            values={"most": LONGEST_LINE},
        )

    def _first_line(self) -> str:
        for line in self._lines():
            if line.strip().strip("".join(SEPARATORS)):
                self._held = 0
                return line
            self._held = 0
        raise BadFile(Problem.EMPTY, file=self._file)


def _is_french(line: str) -> bool:
    return all(sign in _WINDOWS for sign in line if not sign.isascii())


def open_sheet(path: Path) -> Iterator[Sheet]:
    """The file in each encoding that it may have; whoever reads stops at the first that fits.

    Raises
    ------
    BadFile
        When it is no text at all.
    """
    with path.open("rb") as stream:
        head = stream.peek(4)[:4]
        if head.startswith(WORKBOOKS):
            raise BadFile(Problem.WORKBOOK, file=str(path))
        for encoding in encodings_of(head):
            text = TextIOWrapper(stream, encoding=encoding, newline="")
            yield Sheet(text, file=str(path), encoding=encoding)
            text.detach()
            if not stream.seekable():
                return
            stream.seek(0)
