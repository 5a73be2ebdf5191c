"""An address that the geocoder does not answer for: accepted, placed by hand, then matched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from mutualaid.adapters.geocoder import BanGeocoder
from mutualaid.db import Database
from mutualaid.domain.geo import Point, Precision
from mutualaid.domain.statuses import Channel, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Place, Proposal, Task, User
from mutualaid.services import coordination as desk
from mutualaid.services import places, users
from mutualaid.services.matching import run_group
from mutualaid.services.places import Typed
from tests import factories
from tests.factories import NOW
from tests.support import addresses
from tests.support.addresses import AddressServer, Answer, body, feature, features, redirect

TROUBLE: dict[str, Answer] = {
    "refuses": body("{}", status=500),
    "sends us inside": redirect("http://127.0.0.1:9/"),
    "has no latitude": body(
        '{"features": [{"geometry": {"coordinates": [4.9, NaN]}, "properties": '
        '{"type": "street", "name": "Rue Neuve", "score": 1}}]}'
    ),
    "talks without end": body("x" * 2_000_000),
    "knows nothing": features(feature("municipality")),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AddressServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with addresses.serving() as server:
        yield server


@pytest.mark.parametrize("trouble", TROUBLE)
def test_it_is_accepted_waits_at_the_desk_and_is_matched_once_placed(
    database: Database,
    server: AddressServer,
    only_connections: Callable[..., AbstractContextManager[list[object]]],
    trouble: str,
) -> None:
    server.answer = TROUBLE[trouble]
    geocoder = BanGeocoder(server.host, scheme="http")
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        fatima_id, home_id = factories.coordinator(session, home).id, home.id
        factories.helper(session, home)
        began = time.monotonic()
        with only_connections(("127.0.0.1", server.port)):
            found = places.find_one(
                session, line="http://169.254.169.254/", town="69100", geocoder=geocoder
            )
        assert time.monotonic() - began < 3
        assert isinstance(found, Typed)
        place = places.settle(session, found, now=NOW)
        assert place.precision is Precision.COMMUNE
        place_id = place.id
        jeanne = factories.person(session, home, place=place, email_confirmed_at=None)
        factories.help_request(session, jeanne)
        users.confirm_channel(session, jeanne, Channel.EMAIL, by=jeanne, now=NOW)
    assert run_group(database, [home_id], now=NOW).n_proposed == 0
    with database.transaction() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.PLACE_ADDRESS)).one()
        assert (task.status, task.place_id) == (TaskStatus.OPEN, place_id)
        by = session.get_one(User, fatima_id)
        where = Point(factories.LAT, factories.LON)
        desk.place_on_grid(session, session.get_one(Place, place_id), where, by=by, now=NOW)
        assert task.status is TaskStatus.DONE
    assert run_group(database, [home_id], now=NOW).n_proposed == 1
    with database.reading() as session:
        asked = session.scalars(select(Proposal.help_request_id)).all()
        assert asked == session.scalars(select(HelpRequest.id)).all()
