"""The way through `/demander`, for tests that begin at its end."""

from __future__ import annotations

from sqlalchemy import func, select

from mutualaid.models import (
    HelpRequest,
)

THURSDAY = "2026-10-15"
SHOPPING = {"fact_together": "together", "fact_paid": "there"}
WHEN = {"days": [THURSDAY], "moments": ["afternoon"]}
WHERE = {"line": "12 rue des Lilas", "town": "69100"}
JEANNE = {"first_name": "Jeanne", "email": "jeanne@exemple.fr", "is_adult": "y"}
LILAS = "streets:12 Rue des Lilas, 69100 Villeurbanne"


def walk_to_check(browser, *, reach=JEANNE, details=SHOPPING, when=WHEN, meet="home"):
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    browser.submit(details)
    browser.submit(when)
    browser.submit(WHERE)
    browser.submit({"choice": LILAS, "meet": meet})
    return browser.submit(reach)


def only_request(database):
    with database.reading() as session:
        [found] = session.scalars(select(HelpRequest))
        _ = found.slots, found.user.first_name, found.place
        return found


def count(database, model, *conditions):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*conditions))
