"""What one cell may hold: a function takes the cells of a column, so that many cost little."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

import numpy as np

from mutualaid.matching.exchange.problems import OddCell, Problem
from mutualaid.matching.instance import N_CATEGORIES, N_SLOTS, Array

Cells = Sequence[str]
NOTHING = float("nan")
MOST_KEPT = 4096
"""Cells whose meaning is kept, so that it is found once."""
_HALF_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})([MAS])", re.ASCII)
_BETWEEN = re.compile(r"[\s,;|]+")
_YES = frozenset({"1", "yes", "y", "true", "oui", "o", "vrai", "x"})
_NO = frozenset({"", "0", "no", "n", "false", "non", "faux"})
_FLAGS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)


class Calendar:
    """The half-days met so far in both files, each a bit in the order of meeting."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._half_days: list[tuple[date, int]] = []

    def masks(self, cells: Cells) -> Array:
        """One mask of half-days per cell, in bits that `in_order` puts in their places."""
        bits = self._bits
        found = []
        for cell in cells:
            try:
                mask = reduce(or_, [bits[token] for token in cell.split()], 0)
            except KeyError:
                mask = self._new(cell)
            if not mask:
                raise OddCell(Problem.HALF_DAYS)
            found.append(mask)
        return np.array(found, dtype=np.uint64)

    def _new(self, cell: str) -> int:
        mask = 0
        for token in filter(None, _BETWEEN.split(cell)):
            if token not in self._bits:
                self._bits[token] = self._bit(token)
            mask |= self._bits[token]
        return mask

    def _bit(self, token: str) -> int:
        half_day = _half_day_of(token)
        if half_day not in self._half_days:
            days = [on for on, _ in [*self._half_days, half_day]]
            if (max(days) - min(days)).days >= N_SLOTS // 3:
                raise OddCell(Problem.TOO_FAR_APART, begin=min(days), end=max(days))
            self._half_days.append(half_day)
        return 1 << self._half_days.index(half_day)

    @property
    def first_day(self) -> date:
        """The earliest date of both files."""
        return min((on for on, _ in self._half_days), default=date.min)

    def in_order(self, masks: Array) -> Array:
        """The same half-days as the matcher counts them: bit 3 d + h from the first day on."""
        ordered, first = np.zeros_like(masks), self.first_day
        for bit, (on, half_day) in enumerate(self._half_days):
            slot = np.uint64(3 * (on - first).days + half_day)
            ordered |= (masks >> np.uint64(bit) & np.uint64(1)) << slot
        return ordered


def _half_day_of(token: str) -> tuple[date, int]:
    written = _HALF_DAY.fullmatch(token.upper())
    if written is None:
        raise OddCell(Problem.HALF_DAYS)
    year, month, day = (int(part) for part in written.groups()[:3])
    try:
        return date(year, month, day), "MAS".index(written[4])
    except ValueError as error:
        raise OddCell(Problem.HALF_DAYS) from error


class Vocabulary:
    """The kinds of help met so far in both files, each with its number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._known: dict[str, int] = {}

    def one(self, cells: Cells) -> Array:
        """The number of one kind of help per cell."""
        return np.array([self._one(cell) for cell in cells], dtype=np.int32)

    def several(self, cells: Cells) -> Array:
        """A mask of kinds of help per cell."""
        return np.array([self._several(cell) for cell in cells], dtype=np.uint64)

    def _one(self, cell: str) -> int:
        words = self._several(cell) if cell.strip() else 0
        if words.bit_count() != 1:
            raise OddCell(Problem.ONE_WORD)
        return words.bit_length() - 1

    def _several(self, cell: str) -> int:
        mask = self._known.get(cell, 0)
        if not mask:
            for word in filter(None, _BETWEEN.split(cell)):
                mask |= 1 << self._number(word)
            if len(self._known) < MOST_KEPT:
                self._known[cell] = mask
        if not mask:
            raise OddCell(Problem.WORDS)
        return mask

    def _number(self, word: str) -> int:
        plain = unicodedata.normalize("NFC", word).casefold()
        if plain not in self.numbers and len(self.numbers) == N_CATEGORIES:
            raise OddCell(Problem.TOO_MANY_WORDS, most=N_CATEGORIES)
        return self.numbers.setdefault(plain, len(self.numbers))


@dataclass(frozen=True)
class Number:
    """A number within limits."""

    lowest: float
    highest: float
    example: str
    empty: float | None = NOTHING
    "What an empty cell says; NaN = nothing, None = it may not be empty."
    is_whole: bool = False

    def read(self, cells: Cells, *, has_decimal_commas: bool) -> Array:
        """One number per cell."""
        blank = "" if self.empty is None else repr(self.empty)
        joined = "".join(cells).lower()
        if "n" in joined or "_" in joined:  # nan, inf and 1_000 are numbers to Python alone
            raise self._odd(cells, has_decimal_commas)
        texts = [cell.strip() or blank for cell in cells]
        if has_decimal_commas:
            texts = [text.replace(",", ".") for text in texts]
        try:
            numbers = np.array(list(map(float, texts)), dtype=np.float64)
        except ValueError as error:
            raise self._odd(cells, has_decimal_commas) from error
        inside = (numbers >= self.lowest) & (numbers <= self.highest)
        if self.is_whole:
            inside &= numbers == np.floor(numbers)
        if self.empty is not None and np.isnan(self.empty):
            inside |= np.isnan(numbers)
        if not inside.all():
            raise self._odd(cells, has_decimal_commas)
        return numbers

    def _odd(self, cells: Cells, has_decimal_commas: bool) -> OddCell:
        if len(cells) == 1 and not has_decimal_commas and cells[0].count(",") == 1:
            point = cells[0].strip().replace(",", ".")
            if re.fullmatch(r"[+-]?\d+\.\d+", point, re.ASCII):
                return OddCell(Problem.DECIMAL_POINT, instead=point)
        return OddCell(
            Problem.WHOLE_NUMBER if self.is_whole else Problem.NUMBER,
            low=f"{self.lowest:g}",
            high=f"{self.highest:.12g}",
            example=self.example,
        )


def flags(cells: Cells) -> Array:
    """Whether each cell says yes."""
    try:
        said = [_FLAGS[cell] for cell in cells]
    except KeyError:
        said = [_said(cell) for cell in cells]
    return np.array(said, dtype=np.bool_)


def _said(cell: str) -> bool:
    plain = cell.strip().casefold().removesuffix(".0").removesuffix(",0")
    if plain not in _FLAGS:
        raise OddCell(Problem.YES_OR_NO)
    return _FLAGS[plain]


def names(cells: Cells) -> list[str]:
    """What each line is called."""
    stripped = [cell.strip() for cell in cells]
    if not all(stripped):
        raise OddCell(Problem.ID)
    return stripped


Parser = Callable[[Cells], Any]


def joined(parts: Sequence[Any]) -> Any:
    """The pieces of one column as one."""
    if all(isinstance(part, list) for part in parts):
        return list(chain.from_iterable(parts))
    return np.concatenate(parts)
