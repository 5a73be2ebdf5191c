from __future__ import annotations

from mutualaid.wording.useful_numbers import RUBRICS


def test_every_useful_number_says_for_whom_when_how_dear_and_who_says_so():
    lines = [line for rubric in RUBRICS for line in rubric.numbers]
    assert RUBRICS[0].key == "danger"
    for line in lines:
        assert all((line.number, line.name, line.for_whom, line.hours, line.price, line.source))


def test_the_number_that_was_replaced_is_gone():
    numbers = {line.number for rubric in RUBRICS for line in rubric.numbers}
    assert "3133" in numbers
    assert "3977" not in numbers
