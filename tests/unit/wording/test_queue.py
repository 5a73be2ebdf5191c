"""The queue of the day knows every kind of task."""

from __future__ import annotations

from mutualaid.domain.tasks import TaskKind
from mutualaid.queries.tasks import ORDER
from mutualaid.wording.queue import _SENTENCES


def test_every_kind_of_task_has_its_place_and_its_sentence() -> None:
    assert sorted(ORDER) == sorted(TaskKind)
    assert _SENTENCES.keys() == set(TaskKind)
