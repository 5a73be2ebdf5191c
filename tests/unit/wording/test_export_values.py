"""« Mes données » is read by people: no code of ours stands in it."""

from __future__ import annotations

from enum import StrEnum

import pytest
import sqlalchemy as sa

from mutualaid.models import RelativeRole
from mutualaid.services.export import SECTIONS
from mutualaid.wording.export_values import value_phrase
from tests.unit.wording.conftest import Reading

LISTS = sorted(
    {
        column.type.enum_class
        for section in SECTIONS
        for column in section.table.__table__.columns
        if column.name in section.columns and isinstance(column.type, sa.Enum)
    },
    key=lambda each: each.__name__,
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("values", LISTS, ids=lambda each: each.__name__)
def test_every_value_that_is_told_has_its_words(
    reading: Reading, values: type[StrEnum], language: str
) -> None:
    with reading(language):
        said = [value_phrase(value) for value in values]
    assert all(said)
    assert not any("_" in each for each in said)


def test_french_words_are_not_our_codes(reading: Reading) -> None:
    with reading("fr"):
        same = [value for values in LISTS for value in values if value_phrase(value) == value.value]
    assert same == [RelativeRole.PARENT]


def test_lists_are_found_in_the_schema() -> None:
    assert len(LISTS) > 15
