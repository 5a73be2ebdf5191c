"""Twice a year somebody checks the useful numbers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Task
from mutualaid.services import tasks, useful_numbers
from tests import factories
from tests.factories import NOW


def test_the_desk_is_asked_once_each_half_year(session):
    home = factories.neighbourhood(session)
    factories.neighbourhood(session, "Loin", opened_at=None)
    assert useful_numbers.ask_check(session, now=NOW) == 1
    [task] = session.scalars(select(Task))
    assert (task.kind, task.neighbourhood_id) == (TaskKind.NUMBERS, home.id)
    assert "15, 17" in task.note
    tasks.finish(session, task, by=None, now=NOW)
    assert useful_numbers.ask_check(session, now=NOW + timedelta(days=30)) == 0
    assert useful_numbers.ask_check(session, now=NOW + timedelta(days=100)) == 1


def test_numbers_checked_lately_ask_for_nothing(session, monkeypatch):
    factories.neighbourhood(session)
    monkeypatch.setattr(useful_numbers, "to_check", lambda today: [])
    assert useful_numbers.ask_check(session, now=NOW) == 0
