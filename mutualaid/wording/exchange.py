"""The words of `flask matching solve`: what to change in a file, why a pair, why nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.matching.exchange.problems import BadFile, Problem
from mutualaid.wording.reasons import pair_sentence, unlock_sentence, unmatched_sentence

if TYPE_CHECKING:
    from mutualaid.matching.exchange.solving import Answer, Help

_FILE: dict[Problem, Any] = {
    Problem.EMPTY: _l("write a first line with the names of the columns, %(expected)s"),
    Problem.WORKBOOK: _l("this is a workbook; in your spreadsheet choose “Save as”, then “CSV”"),
}
_LINE: dict[Problem, Any] = {
    Problem.NOT_TEXT: _l("this is no text; save the file again as “CSV UTF-8”"),
    Problem.ENCODING: _l("letters are unreadable; save the file again as “CSV UTF-8”"),
    Problem.LONG_LINE: _l("this line is too long; write %(most)s signs at most"),
    Problem.OPEN_QUOTE: _l("a quotation mark stays open; in a text, write two for one"),
    Problem.TOO_MANY_CELLS: _l(
        "%(n)s cells for %(expected)s columns; write 45.76, not 45,76, or put semicolons between"
    ),
}
_COLUMN: dict[Problem, Any] = {
    Problem.MISSING_COLUMN: _l("this column is missing; write its name here, beside %(expected)s"),
    Problem.TWICE_COLUMN: _l("this name stands twice; write it over one column only"),
}
_CELL: dict[Problem, Any] = {
    Problem.NUMBER: _l("a number from %(low)s to %(high)s, such as %(example)s"),
    Problem.WHOLE_NUMBER: _l("a whole number from %(low)s to %(high)s, such as %(example)s"),
    Problem.DECIMAL_POINT: _l("%(instead)s, with a point, or put semicolons between the columns"),
    Problem.YES_OR_NO: _l("yes or no"),
    Problem.HALF_DAYS: _l(
        "half-days such as 2026-10-13M (M morning, A afternoon, S evening), a space between two"
    ),
    Problem.TOO_FAR_APART: _l(
        "half-days of 21 days at most (here %(begin)s to %(end)s), the rest in another file"
    ),
    Problem.ONE_WORD: _l("one kind of help in one word, such as courses"),
    Problem.WORDS: _l("the kinds of help, such as courses papiers"),
    Problem.TOO_MANY_WORDS: _l(
        "one of the %(most)s kinds of help met before: there is room for no more"
    ),
    Problem.ID: _l("a name or a number that no other line has"),
    Problem.TWICE_ID: _l("a name or a number that no other line has; line %(first)s has this one"),
    Problem.PLACE: _l("the latitude and the longitude in degrees, such as 45.7686 and 4.9594"),
}


def file_problem(error: BadFile) -> str:
    """Which file, line and column, and what to write there, in one sentence."""
    place = {"file": error.file, "line": error.line, "column": error.column}
    problem, values = error.problem, {**error.values}
    if problem in _FILE:
        return gettext("%(file)s: %(what)s.", **place, what=str(_FILE[problem]) % values)
    if problem in _LINE:
        what = str(_LINE[problem]) % values
        return gettext("%(file)s, line %(line)s: %(what)s.", **place, what=what)
    if problem in _COLUMN:
        what = str(_COLUMN[problem]) % values
        return gettext("%(file)s, line %(line)s, column %(column)s: %(what)s.", **place, what=what)
    what = str(_CELL[problem]) % values
    if not error.given:
        return gettext(
            "%(file)s, line %(line)s, column %(column)s: in the empty cell, write %(what)s.",
            **place,
            what=what,
        )
    return gettext(
        "%(file)s, line %(line)s, column %(column)s: instead of “%(given)s”, write %(what)s.",
        **place,
        what=what,
        given=error.given,
    )


class PlanWords:
    """The last column of the plan; a sentence that was made once is not made again."""

    def __init__(self) -> None:
        self._said: dict[object, str] = {}

    def why_this_one(self, found: Help) -> str:
        """« Tout près · libre mardi · pas encore appelé ce mois-ci. »"""
        key = (found.reasons, found.slot.on_date.weekday())
        if key not in self._said:
            reasons = [{"code": each.code.name.lower(), "n": each.n} for each in found.reasons]
            self._said[key] = pair_sentence(reasons, found.slot)
        return self._said[key]

    def why_nobody(self, answer: Answer) -> str:
        """The first true reason, and what would help."""
        key = (answer.reason, answer.unlock)
        if key not in self._said and answer.reason is not None:
            reason = {
                "code": answer.reason.code.name.lower(),
                "n": answer.reason.n,
                "unlock_n": answer.reason.unlock_n,
                "unlock_on": answer.unlock.on_date.isoformat() if answer.unlock else None,
                "unlock_half_day": answer.unlock.half_day.value if answer.unlock else None,
            }
            sentences = (unmatched_sentence(reason), unlock_sentence(reason))
            self._said[key] = " ".join(filter(None, sentences))
        return self._said[key]


def reading_phrase(file: str, n_lines: int) -> str:
    """How far the reading has come."""
    return gettext("Reading %(file)s: %(n)s lines", file=file, n=n_lines)


def matching_phrase(n_requests: int, n_offers: int) -> str:
    """What the matcher is busy with."""
    return gettext(
        "Pairing %(n_requests)s requests with %(n_offers)s offers",
        n_requests=n_requests,
        n_offers=n_offers,
    )
