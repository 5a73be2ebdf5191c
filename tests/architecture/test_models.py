"""What is kept about people, and for how long."""

from __future__ import annotations

import re

from mutualaid.models import Base
from mutualaid.retention import RETENTION

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]
ABOUT_A_PERSON = re.compile(
    r"^(first_name|last_name|e?mail|phone|street|house_number|flat|door_note|line|lat|lon|note"
    r"|words|thanks|facts|answers|address|birth\w*)$"
)
PUBLIC_TABLES = {"neighbourhoods", "streets", "meeting_points", "door_sheets"}


def test_every_personal_column_says_how_long_it_is_kept() -> None:
    personal = {f"{c.table.name}.{c.name}" for c in COLUMNS if c.info.get("personal")}
    missing = sorted(personal - RETENTION.keys())
    assert not missing, f"add a line to mutualaid/retention.py: {missing}"
    assert not sorted(RETENTION.keys() - personal), "these lines name no personal column any more"


def test_columns_that_look_personal_are_marked_so() -> None:
    unmarked = [
        f"{c.table.name}.{c.name}"
        for c in COLUMNS
        if ABOUT_A_PERSON.match(c.name)
        and c.table.name not in PUBLIC_TABLES
        and not c.info.get("personal")
    ]
    assert not unmarked, f"write info=PERSONAL, and a line in mutualaid/retention.py: {unmarked}"


def test_the_journal_holds_numbers_and_codes_only() -> None:
    journal = Base.metadata.tables["journal"].columns
    assert not [c.name for c in journal if c.info.get("personal")], "erasing must break nothing"


def test_every_table_is_named_in_the_plural() -> None:
    names = [name for name in Base.metadata.tables if not name.endswith("s") and name != "journal"]
    assert not names, f"tables are plural, classes singular: {names}"
