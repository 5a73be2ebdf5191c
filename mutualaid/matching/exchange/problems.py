"""What is wrong in a file, as a code with its place; the sentence is worded elsewhere."""

from collections.abc import Mapping
from enum import StrEnum

LONGEST_QUOTE = 40


class Problem(StrEnum):
    """What the person who wrote the file is asked to change."""

    EMPTY = "empty"
    WORKBOOK = "workbook"
    NOT_TEXT = "not_text"
    ENCODING = "encoding"
    LONG_LINE = "long_line"
    OPEN_QUOTE = "open_quote"
    MISSING_COLUMN = "missing_column"
    TWICE_COLUMN = "twice_column"
    TOO_MANY_CELLS = "too_many_cells"
    NUMBER = "number"
    WHOLE_NUMBER = "whole_number"
    DECIMAL_POINT = "decimal_point"
    YES_OR_NO = "yes_or_no"
    HALF_DAYS = "half_days"
    TOO_FAR_APART = "too_far_apart"
    ONE_WORD = "one_word"
    WORDS = "words"
    TOO_MANY_WORDS = "too_many_words"
    ID = "id"
    TWICE_ID = "twice_id"
    PLACE = "place"


class OddCell(ValueError):
    """One cell that cannot be taken as it stands."""

    def __init__(self, problem: Problem, **values: object) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.values: Mapping[str, object] = values


class BadFile(ValueError):
    """Nothing of a file is taken; where to look and what to change."""

    def __init__(
        self,
        problem: Problem,
        *,
        file: str,
        line: int = 0,
        column: str = "",
        given: str = "",
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{file} line {line} column {column}: {problem.value}")
        self.problem = problem
        self.file = file
        self.line = line
        "0 = the file as a whole."
        self.column = column
        self.given = _shown(given)
        self.values: Mapping[str, object] = values or {}


def _shown(given: str) -> str:
    """What stood there, on one line, short enough to be read."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in given).split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
