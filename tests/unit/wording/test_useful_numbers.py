"""The numbers of the page: every line whole, in both languages, and honest about its check."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from mutualaid.domain.red_flags import Worry
from mutualaid.wording import useful_numbers, worries
from mutualaid.wording.useful_numbers import GOOD_FOR, RUBRICS, Rubric, Said, UsefulNumber

SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
WRITTEN = re.compile(r"\d{2,4}|0 800 \d{2,3} \d{2,3}( \d{2})?|0\d( \d{2}){4}")
TODAY = date(2026, 10, 12)


def whole(said: Said) -> bool:
    return bool(said.fr.strip() and said.en.strip())


@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.key)
def test_every_line_says_for_whom_when_how_dear_and_who_says_so(rubric: Rubric) -> None:
    assert SLUG.fullmatch(rubric.slug)
    assert whole(rubric.title)
    assert rubric.numbers or whole(rubric.note)
    assert bool(rubric.note.fr) == bool(rubric.note.en)
    for line in rubric.numbers:
        assert WRITTEN.fullmatch(line.number), line.number
        assert all(map(whole, (line.name, line.for_whom, line.hours, line.price))), line.number
        assert re.fullmatch(r"[\w.-]+\.(fr|com|org)", line.source)


def test_french_signs_stand_behind_a_no_break_space() -> None:
    text = useful_numbers.FILE.read_text(encoding="utf-8")
    assert not re.findall(r"« | »|\w [?!;:](?= |\")|\w'\w", text)


def test_danger_stands_first_and_nothing_stands_twice() -> None:
    numbers = [line.number for line in useful_numbers.all_numbers()]
    assert RUBRICS[0].key == "danger"
    assert len(set(numbers)) == len(numbers)
    assert len({rubric.slug for rubric in RUBRICS}) == len(RUBRICS)
    assert {"15", "17", "18", "112", "114", "3114", "3919", "119", "3133"} <= set(numbers)


def test_the_number_that_was_replaced_is_gone() -> None:
    assert "3977" not in {line.number for line in useful_numbers.all_numbers()}


@pytest.mark.parametrize("worry", Worry)
def test_every_panel_has_its_numbers(worry: Worry) -> None:
    assert len(worries.numbers_for(worry)) >= 2


def test_no_check_is_dated_in_the_future() -> None:
    checked = [line.checked_on for line in useful_numbers.all_numbers() if line.checked_on]
    assert all(day <= datetime.now(UTC).date() for day in checked)


@pytest.mark.parametrize(
    ("checked_on", "is_fresh"),
    [
        (None, False),
        (TODAY, True),
        (TODAY - GOOD_FOR + timedelta(days=1), True),
        (TODAY - GOOD_FOR, False),
    ],
)
def test_a_check_holds_for_six_months(checked_on: date | None, is_fresh: bool) -> None:
    words = Said("mot", "word")
    line = UsefulNumber("15", words, words, words, words, "15.fr", checked_on)
    assert line.is_fresh(TODAY) is is_fresh
