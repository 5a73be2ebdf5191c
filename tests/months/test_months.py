"""Two whole months of the demo's town, left in peace, and with kills and an outage of the relay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask

from mutualaid.demo.place import ZONE
from mutualaid.domain.clock import at_wall_time
from tests.months.killed import killed_now_and_then
from tests.months.month import Diary, Month, Outage
from tests.support.smtp import SmtpInbox

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
MONTHS = {
    "October 2026": (date(2026, 10, 1), date(2026, 11, 1)),
    "14 March to 13 April 2027": (date(2027, 3, 14), date(2027, 4, 14)),
}
"""In each a night on which the clock changes."""


@pytest.fixture(params=MONTHS, ids=("october", "spring"))
def month(request: pytest.FixtureRequest) -> tuple[date, date]:
    return MONTHS[request.param]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[Diary], None]:
    """Write the figures into the report, for docs/reliability.md."""

    def tell(diary: Diary) -> None:
        record_property("steps", diary.n_steps)
        for name, figures in diary.figures.items():
            record_property(name, figures)

    return tell


def test_a_month_keeps_every_promise(
    app: Flask,
    smtp_inbox: SmtpInbox,
    month: tuple[date, date],
    tell: Callable[[Diary], None],
) -> None:
    diary = Month(app, smtp_inbox, starts_on=month[0], seed=1).live(month[1])
    tell(diary)
    assert diary.faults == []


def test_a_month_with_kills_and_an_outage_keeps_every_promise(
    app: Flask,
    smtp_inbox: SmtpInbox,
    month: tuple[date, date],
    tell: Callable[[Diary], None],
    record_property: Callable[[str, object], None],
) -> None:
    midnight = at_wall_time(month[0], time(0), ZONE)
    begins = at_wall_time(month[0] + timedelta(days=9), time(11, 50), ZONE)
    outage = Outage(begins, begins + timedelta(hours=2))
    url = app.config["SETTINGS"].database_url
    with killed_now_and_then(url, smtp_inbox.port, midnight, seed=2) as worker:
        lived = Month(app, smtp_inbox, starts_on=month[0], seed=3, work=worker, outage=outage)
        diary = lived.live(month[1])
        tell(diary)
        record_property("kills", worker.n_kills)
        record_property("copies excused", worker.excused.total())
        assert worker.n_kills > 50
        assert not worker.unexcused(lived.town)
    assert diary.faults == []
