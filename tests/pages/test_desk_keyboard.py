"""Whoever coordinates and has no mouse: take a task, hand one on with a word, unfold and finish."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import DeskClaim, Neighbourhood, Task, User
from mutualaid.services import tasks
from tests import factories
from tests.factories import NOW
from tests.pages.drivers import Keyboard
from tests.pages.quarter import Quarter
from tests.pages.site import Site

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]
NAMES = ("Ali", "Odette", "Rose", "Simone", "Lucie")


@pytest.fixture(scope="module")
def quarter(site: Site) -> Quarter:
    """Five people to meet, so that two lines are folded; Nadia works beside Fatima."""
    quarter = Quarter(site)
    with quarter.database.transaction() as session:
        home = session.get_one(Neighbourhood, quarter.home_id)
        factories.coordinator(session, home, "Nadia")
        for name in NAMES:
            person = factories.person(session, home, name)
            tasks.ask_desk(
                session,
                TaskKind.MEET,
                f"meet:user:{person.id}",
                now=NOW,
                neighbourhood_id=home.id,
                user_id=person.id,
            )
    site.sign_in("fatima", quarter.boss_id)
    return quarter


@pytest.fixture
def fatima(site: Site, quarter: Quarter) -> Iterator[Keyboard]:
    site.now = NOW
    with site.context("fatima") as context:
        yield Keyboard(context.new_page())


def task_about(quarter: Quarter, name: str) -> Task:
    with quarter.database.reading() as session:
        return session.scalars(
            select(Task).join(User, User.id == Task.user_id).where(User.first_name == name)
        ).one()


def nadia_of(quarter: Quarter) -> int:
    with quarter.database.reading() as session:
        return session.scalars(select(User.id).where(User.first_name == "Nadia")).one()


def claim_on(quarter: Quarter, task: Task) -> DeskClaim | None:
    with quarter.database.reading() as session:
        return session.scalar(select(DeskClaim).where(DeskClaim.task_id == task.id))


def test_a_task_is_taken_handed_on_and_finished_without_a_mouse(
    quarter: Quarter, fatima: Keyboard
) -> None:
    first, second = task_about(quarter, "Ali"), task_about(quarter, "Odette")
    fatima.open("/coordination")
    fatima.send(f"/taches/{first.id}/prendre")
    held = claim_on(quarter, first)
    assert held is not None
    assert held.holder_id == quarter.boss_id
    fatima.open("/coordination")
    fatima.follow(f"/taches/{second.id}/confier")
    fatima.choose("to", str(nadia_of(quarter)))
    fatima.write("note", "Elle préfère le matin")
    fatima.press()
    handed = claim_on(quarter, second)
    assert handed is not None
    assert (handed.handed_by_id, handed.note) == (quarter.boss_id, "Elle préfère le matin")


def test_a_folded_line_opens_with_one_key(quarter: Quarter, fatima: Keyboard) -> None:
    last = task_about(quarter, "Lucie")
    fatima.open("/coordination")
    fatima.unfold("Lucie")
    fatima.send(f"/voisins/{last.user_id}/rencontre")
    with quarter.database.reading() as session:
        assert session.get_one(User, last.user_id).met_on == NOW.date()
        assert session.get_one(Task, last.id).status is TaskStatus.CANCELLED
