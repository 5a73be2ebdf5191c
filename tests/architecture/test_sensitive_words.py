"""Nothing about health, religion, origin, income, politics or intimate life has a place (P1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

import sqlalchemy as sa

from mutualaid.domain.categories import CATEGORIES
from mutualaid.models import Base

PROTECTED = re.compile(
    r"(?:^|_)(?:"
    r"health|sante|medic\w*|disab\w*|handicap\w*|illness|sick\w*|disease|diagnos\w*|drugs?|doctor"
    r"|allerg\w*|pregnan\w*|autonom\w*|dement\w*|depress\w*|addict\w*"
    r"|relig\w*|faith|church|mosque|synagogue|cult|halal|kosher|catholic|muslim|jewish"
    r"|origins?|ethni\w*|race|racial|nationalit\w*|citizenship|birth\w*|migrant|refugee|skin"
    r"|incomes?|salar\w*|wages?|revenus?|poverty|poor|debts?|rsa|benefits?|iban|bank\w*|fortune"
    r"|politic\w*|party|votes?|voting|unions?|syndicat\w*|opinions?|militant"
    r"|sex\w*|genders?|gay|lesbian|trans|orientation|marital|civility|title_of_person"
    r"|criminal\w*|conviction\w*|casier"
    r")(?:_|$)"
)


def names_of(metadata: sa.MetaData) -> Iterator[str]:
    """Every table, column and value of an enum that this schema knows."""
    for table in metadata.sorted_tables:
        yield table.name
        for column in table.columns:
            yield f"{table.name}.{column.name}"
            kind = column.type
            if isinstance(kind, sa.Enum):
                yield from (f"{table.name}.{column.name}={value}" for value in kind.enums)


def names_of_categories() -> Iterator[str]:
    """Every kind of help, every fact asked about it and every answer to choose from."""
    for category in CATEGORIES:
        yield category.key
        for fact in category.facts:
            yield f"{category.key}.{fact.key}"
            yield from (f"{category.key}.{fact.key}={key}" for key, _title in fact.choices)


def protected(names: Iterator[str]) -> list[str]:
    """Those that hold a protected word."""
    return [
        name for name in names if any(PROTECTED.search(part) for part in re.split(r"[.=]", name))
    ]


def test_nothing_that_the_law_protects_most_has_a_place_to_be_written() -> None:
    found = protected(names_of(Base.metadata))
    assert not found, f"trust.md P1: no such column or value, ever: {found}"


def test_no_kind_of_help_asks_about_it_either() -> None:
    assert not protected(names_of_categories())


class _Diet(StrEnum):
    HALAL = "halal"
    ANY = "any"


def test_the_check_itself_sees_a_column_and_a_value() -> None:
    metadata = sa.MetaData()
    sa.Table(
        "people",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("monthly_income", sa.Integer),
        sa.Column("health_note", sa.Text),
        sa.Column("political_party", sa.Text),
        sa.Column("diet", sa.Enum(_Diet, values_callable=lambda kinds: [k.value for k in kinds])),
        sa.Column("transport", sa.Text),
    )
    assert protected(names_of(metadata)) == [
        "people.monthly_income",
        "people.health_note",
        "people.political_party",
        "people.diet=halal",
    ]
