"""Three days of the demo's town around a night on which the clock changes."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.conftest import ONE_OR_BOTH
from tests.months.month import Month
from tests.support.smtp import SmtpInbox

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.parametrize("kind", ONE_OR_BOTH, indirect=True),
]
FIRST_DAY, LAST_DAY = date(2026, 10, 24), date(2026, 10, 27)


def test_three_days_keep_every_promise(app: Flask, smtp_inbox: SmtpInbox) -> None:
    diary = Month(app, smtp_inbox, starts_on=FIRST_DAY, seed=7).live(LAST_DAY)
    assert diary.faults == []
    assert (
        diary.figures["appointments"].get("done", 0)
        + diary.figures["appointments"].get("planned", 0)
        > 10
    ), diary.figures
