"""« Dans la voiture du voisin » is for those only who said within a year that all is in order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mutualaid.domain.errors import Refusal
from mutualaid.services import proposals, rules
from mutualaid.services.matching import run_group
from tests import factories
from tests.factories import NOW, TODAY, thursday

BY_CAR = {"where_to": "Gare", "transport": "car", "wait": "no"}
YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("declared_on", "expected"),
    [(None, "no_driver"), (TODAY - YEAR, "no_driver"), (TODAY - YEAR + timedelta(days=1), None)],
)
def test_a_declaration_is_good_for_a_year(session, declared_on, expected):
    home = factories.neighbourhood(session)
    need = factories.help_request(session, factories.person(session, home), "outing", facts=BY_CAR)
    offer = factories.helper(session, home, drives_declared_on=declared_on)
    assert rules.obstacle(session, need, offer, thursday(), now=NOW) == expected


def test_on_foot_nobody_needs_a_car(session):
    home = factories.neighbourhood(session)
    on_foot = {**BY_CAR, "transport": "walk"}
    need = factories.help_request(session, factories.person(session, home), "outing", facts=on_foot)
    offer = factories.helper(session, home)
    assert rules.obstacle(session, need, offer, thursday(), now=NOW) is None


def test_a_coordinator_cannot_propose_it_by_hand_either(session):
    home = factories.neighbourhood(session)
    fatima = factories.coordinator(session, home)
    need = factories.help_request(session, factories.person(session, home), "outing", facts=BY_CAR)
    offer = factories.helper(session, home)
    with pytest.raises(Refusal, match="no_driver"):
        proposals.propose(session, need, offer, thursday(), by=fatima, now=NOW)


def test_a_run_says_that_nobody_declared_a_car(database):
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        need = factories.help_request(
            session, factories.person(session, home), "outing", facts=BY_CAR
        )
        helper = factories.helper(session, home).user
        group, request_id, helper_id = [home.id], need.id, helper.id
    summary = run_group(database, group, now=NOW)
    assert (summary.n_proposed, summary.unmatched[request_id]["code"]) == (0, "no_driver")
    with database.transaction() as session:
        session.get_one(type(helper), helper_id).drives_declared_on = TODAY
    assert run_group(database, group, now=NOW).n_proposed == 1
