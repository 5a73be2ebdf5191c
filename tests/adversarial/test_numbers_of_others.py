"""T15: a coordinator walks every address with the numbers of the other quarter."""

from __future__ import annotations

import random

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from mutualaid.models import (
    HelpRequest,
    Message,
    Offer,
    Place,
    Proposal,
    Task,
    User,
)
from tests.adversarial.conftest import Ground
from tests.factories.desks import CANARY

KINDS = {
    "user_id": User,
    "request_id": HelpRequest,
    "number": HelpRequest,
    "proposal_id": Proposal,
    "message_id": Message,
    "task_id": Task,
    "place_id": Place,
    "offer_id": Offer,
}
SENT = {"reponse": "said", "qui": "helper", "level": "2", "rue": "1"}
RANDOM = (0, 10**6, 2**31 - 1, 2**31, 2**63, 10**30)
TOO_LARGE = 2**31
"""No row has such a number; with a view each for GET and POST, Werkzeug then says 405."""


def numbers_of_theirs(ground: Ground) -> dict[str, list[int]]:
    """Every number that belongs to the other quarter, by the name it has in addresses."""
    home = ground.theirs.home_id
    with ground.database.reading() as session:
        people = list(session.scalars(select(User.id).where(User.neighbourhood_id == home)))
        found: dict[str, list[int]] = {"user_id": people}
        for name, table in KINDS.items():
            column = getattr(table, "neighbourhood_id", None)
            if name != "user_id" and column is not None:
                found[name] = list(session.scalars(select(table.id).where(column == home)))
        mine = Proposal.helper_id.in_(people)
        found["proposal_id"] = list(session.scalars(select(Proposal.id).where(mine)))
    return found


def walk(ground: Ground, client: FlaskClient, rule: Rule, method: str, values: dict[str, int]):
    path = ground.path(rule, **values)
    if method == "GET":
        return client.get(path)
    return client.post(path, data={"csrf": ground.csrf("boss"), **SENT})


def test_every_number_of_the_other_quarter_is_not_found(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", logger="mutualaid")
    client = ground.client(ground.ours.coordinator.id, cookie="boss")
    theirs, before, wrong, n_tries = numbers_of_theirs(ground), ground.dump(), [], 0
    for method in ("GET", "POST"):
        for rule in ground.rules(method):
            names = [name for name in rule.arguments if name in theirs]
            if not rule.endpoint.startswith("coordination.") or not names:
                continue
            for number in (*theirs[names[0]], *random.Random(7).sample(RANDOM, 2)):
                answer = walk(ground, client, rule, method, dict.fromkeys(rule.arguments, number))
                n_tries += 1
                text = answer.get_data(as_text=True) + str(answer.headers)
                expected = {404, 405} if number >= TOO_LARGE else {404}
                if answer.status_code not in expected or CANARY.lower() in text.lower():
                    wrong.append(f"{method} {rule.rule} {number}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert n_tries > 60
    assert ground.dump() == before
    refused = [line for line in caplog.messages if "refused" in line]
    assert len(refused) >= n_tries // 2, "whoever tries numbers is seen"
    assert CANARY.lower() not in caplog.text.lower()
