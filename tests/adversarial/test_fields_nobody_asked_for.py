"""T16: whatever is sent beside a form's own fields changes nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from mutualaid.models import (
    Base,
    Coordinator,
    HelpRequest,
    Neighbourhood,
    Offer,
    Proposal,
    User,
)
from tests.adversarial.conftest import Ground
from tests.support.page import Page

OUT = {"users.leave", "users.leave_everywhere", "users.depart_now", "coordination.forget"}
"""Whoever presses these is gone, as the button says."""
PRIVILEGES: dict[type[Base], tuple[str, ...]] = {
    User: (
        "level", "is_admin", "met_on", "met_by_id", "email", "email_version", "email_confirmed_at",
        "phone", "phone_confirmed_at", "neighbourhood_id", "spoken_for_by_id", "household_id",
        "created_at", "left_at",
    ),
    Coordinator: ("user_id", "neighbourhood_id", "role"),
    HelpRequest: ("user_id", "posted_by_id", "neighbourhood_id", "is_urgent", "helpers_needed"),
    Offer: ("user_id", "posted_by_id"),
    Proposal: ("helper_id", "help_request_id", "proposed_by_id"),
    Neighbourhood: (
        *("cell_unknown_m", "cell_met_m", "opened_at"), "shows_first_names", "weighs_faces"
    ),
}  # fmt: skip
HOSTILE: dict[str, str] = {
    column.name: "2"
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if column.name not in {"id", "category"}
} | {
    "role": "coordinator",
    "vetting_level": "2",
    "email_verified": "1",
    "is_admin": "1",
    "level": "2",
    "user": "1",
    "user_id": "1",
    "by": "1",
    "met_on": "2026-10-01",
    "email": "evil@evil.example",
    "phone": "+33639981299",
    "status": "agreed",
    "left_at": "2026-10-01T00:00:00",
}
"""Every column there is, and the names that other sites give to power."""


def privileges(ground: Ground) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that no form of a neighbour may give; rows that come later are told apart."""
    with ground.database.reading() as session:
        return {table.__tablename__: _columns(session, table) for table in PRIVILEGES}


def _columns(session: Session, table: type[Base]) -> list[tuple[Any, ...]]:
    chosen = [getattr(table, name) for name in PRIVILEGES[table]]
    in_order = select(*chosen).order_by(*Base.metadata.tables[table.__tablename__].primary_key)
    return [tuple(map(str, row)) for row in session.execute(in_order)]


Sent = tuple[str, MultiDict[str, str], set[str]]
"""Where a form goes, what it sends, and the names that are its own."""


def forms_of(ground: Ground, client: FlaskClient) -> list[Sent]:
    """Every form that this person can open."""
    found: dict[str, Sent] = {}
    for rule in ground.rules("GET"):
        path = ground.path(rule, number=ground.ours.request_id, request_id=ground.ours.request_id)
        answer = client.get(path)
        if answer.status_code != 200 or "html" not in answer.content_type:
            continue
        page = Page(answer.get_data(as_text=True), path)
        for form in page.forms:
            if form.method == "post":
                goes_to = urljoin(path, form.action)
                sent = MultiDict([*form.fields, *form.buttons[:1]])
                found.setdefault(goes_to + str(sorted(form.names)), (goes_to, sent, form.names))
    return list(found.values())


@pytest.mark.parametrize("role", ["resident", "volunteer", "stranger"])
def test_no_form_gives_what_it_does_not_ask(ground: Ground, role: str) -> None:
    number = {"resident": ground.ours.resident_id, "volunteer": ground.ours.helper_id}.get(role)
    client = ground.client(number)
    before = privileges(ground)
    forms = forms_of(ground, client)
    assert len(forms) >= 4
    assert len(HOSTILE) >= 50
    for goes_to, sent, names in forms:
        endpoint, _values = ground.app.url_map.bind("localhost").match(
            goes_to.split("?")[0], method="POST"
        )
        if endpoint in OUT:
            continue
        for name, value in HOSTILE.items():
            if name not in names:
                sent.add(name, value)
        answer = client.post(goes_to, data=sent)
        assert answer.status_code < 500, goes_to
        after = privileges(ground)
        for table, rows in before.items():
            assert after[table][: len(rows)] == rows, f"{goes_to} changed {table}"
            assert len(after[table]) == len(rows) or table in {"help_requests", "offers"}, goes_to


def test_joining_gives_nothing_but_a_name_and_an_address_to_write_to(ground: Ground) -> None:
    client = ground.client()
    page = Page(client.get("/inscription").get_data(as_text=True), "/inscription")
    sent = HOSTILE | {
        "csrf": dict(page.post_form("first_name").fields)["csrf"],
        "first_name": "Mallory",
        "email": "mallory@example.fr",
        "phone": "",
        "neighbourhood": str(ground.ours.home_id),
        "line": "",
        "is_adult": "y",
    }
    assert client.post("/inscription", data=sent).status_code == 303
    with ground.database.reading() as session:
        mallory = session.scalars(select(User).where(User.first_name == "Mallory")).one()
        assert (mallory.level, mallory.is_admin, mallory.met_on) == (0, False, None)
        assert (mallory.email_confirmed_at, mallory.email_version) == (None, 1)
        assert mallory.neighbourhood_id == ground.ours.home_id
        assert not mallory.coordinations


def test_the_check_itself_sees_a_gift(ground: Ground) -> None:
    before = privileges(ground)
    with ground.database.transaction() as session:
        session.get_one(User, ground.ours.helper_id).level = 2
    assert privileges(ground) != before
