"""plan.csv: who helps whom, when, and why; and why nobody could be found for the others."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from mutualaid.domain.slots import Slot
from mutualaid.domain.spreadsheets import safe_cell
from mutualaid.matching.exchange.solving import Answer, Help

HEADINGS = ("request_id", "offer_id", "slot", "distance_m", "reason")
_MARK = "\ufeff"
SayPair = Callable[[Help], str]
SayNobody = Callable[[Answer], str]


def slot_cell(slot: Slot) -> str:
    """`2026-10-13M`."""
    return f"{slot.on_date.isoformat()}{'MAS'[slot.half_day_index]}"


def _rows(
    answers: Iterable[Answer], say_pair: SayPair, say_nobody: SayNobody
) -> Iterator[list[str]]:
    for answer in answers:
        for found in answer.helps:
            slot, metres = slot_cell(found.slot), str(found.distance_m)
            yield [answer.request_id, found.offer_id, slot, metres, say_pair(found)]
        if not answer.helps:
            yield [answer.request_id, "", "", "", say_nobody(answer)]


def write_plan(
    path: Path,
    answers: Iterable[Answer],
    *,
    say_pair: SayPair,
    say_nobody: SayNobody,
    for_spreadsheet: bool = False,
) -> None:
    """Write the whole plan, or nothing: whoever opens the file never sees a half.

    `for_spreadsheet`: semicolons and a mark, as a French spreadsheet opens with a double click, and
    no cell that it would take for a formula. Otherwise ids are written as they were read.
    """
    with _whole_or_nothing(path) as file:
        if for_spreadsheet:
            file.write(_MARK)
        writer = csv.writer(
            file,
            delimiter=";" if for_spreadsheet else ",",
            lineterminator="\r\n" if for_spreadsheet else "\n",
        )
        writer.writerow(HEADINGS)
        rows = _rows(answers, say_pair, say_nobody)
        if for_spreadsheet:
            rows = ([safe_cell(cell) for cell in row] for row in rows)
        writer.writerows(rows)


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[TextIO]:
    """A file beside the wanted one, put in its place when it is whole."""
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("x", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
