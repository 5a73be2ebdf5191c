"""T12: a scanner opens every link of every kind of mail, and nothing happens."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from flask import Flask

from mutualaid.db import Database
from mutualaid.emails.render import renderer
from mutualaid.models import Base
from tests.emails.scenarios import SITUATIONS, Quarter

TIMES = 100 if "CAMPAIGN" in os.environ else 3
LINK = re.compile(r"http://localhost(/[^\s\"'<>]+)")
WRITTEN_BY_A_LOOK = {"journal", "rate_counters"}


def dump(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as session:
        return {
            table.name: sorted(tuple(map(str, row)) for row in session.execute(table.select()))
            for table in Base.metadata.sorted_tables
            if table.name not in WRITTEN_BY_A_LOOK
        }


@pytest.mark.parametrize("situation", sorted(SITUATIONS))
def test_whatever_opens_the_links_of_a_mail_changes_nothing(app: Flask, situation: str) -> None:
    database: Database = app.extensions["database"]
    kind, happen = SITUATIONS[situation]
    with database.transaction() as session:
        quarter = Quarter(session)
        happen(quarter)
        message, read_at = quarter.message(kind, quarter.reader), quarter.read_at
        mail = renderer(app)(session, message, read_at)
    assert mail is not None
    app.extensions["clock"] = lambda: read_at
    links = {link.rstrip(").,") for link in LINK.findall(mail.text + mail.html)}
    links |= set(LINK.findall(mail.unsubscribe_url or ""))
    before, scanner = dump(database), app.test_client()
    for link in sorted(links):
        for _ in range(TIMES):
            for look in (scanner.get, scanner.head, scanner.options):
                assert look(link).status_code < 400, link
    assert dump(database) == before
