"""The resident stays silent: she is telephoned, the helper is freed, and nobody else is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import ProposalStatus, RequestStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelperRefusal, Proposal, RunRequest, Task
from mutualaid.queries import snapshot
from mutualaid.services import coordination as desk
from mutualaid.services import proposals
from mutualaid.services.proposals import hedging, silence
from tests import factories
from tests.factories import NOW
from tests.services.proposals.conftest import LATER, Quarter

TUESDAY_AT_8 = NOW + timedelta(hours=22)


@pytest.fixture
def said_yes(session: Session) -> Quarter:
    """Karim said yes on Monday at 10 h 10; Rose could be asked as well."""
    quarter = Quarter(session)
    asked = quarter.ask(quarter.karim)
    proposals.answer_as_helper(session, asked, True, by=quarter.karim.user, now=LATER)
    return quarter


def tasks_of(quarter: Quarter) -> list[tuple[TaskKind, TaskStatus]]:
    return [(task.kind, task.status) for task in quarter.session.scalars(select(Task))]


def expire(quarter: Quarter) -> Proposal:
    proposal = quarter.session.scalars(select(Proposal)).one()
    assert factories.expire_due(quarter.session, now=proposal.expires_at) == 1
    return proposal


def test_she_is_telephoned_when_the_desk_opens_next(said_yes: Quarter) -> None:
    session, number = said_yes.session, said_yes.request.id
    assert silence.list_due(session, now=TUESDAY_AT_8 - timedelta(minutes=1)) == []
    assert silence.list_due(session, now=TUESDAY_AT_8) == [number]
    assert silence.call_resident(session, number, now=TUESDAY_AT_8) == 1
    assert silence.list_due(session, now=TUESDAY_AT_8) == []
    assert tasks_of(said_yes) == [(TaskKind.SILENCE, TaskStatus.OPEN)]


def test_nobody_else_is_asked_for_her_silence(said_yes: Quarter) -> None:
    session = said_yes.session
    assert hedging.list_due(session, now=TUESDAY_AT_8) == []
    expire(said_yes)
    assert session.scalars(select(RunRequest)).all() == []
    assert said_yes.request.status is RequestStatus.OPEN
    assert list(snapshot.open_requests(session, [said_yes.home.id])) == []


def test_the_helper_is_told_freed_and_lowered_by_nothing(said_yes: Quarter) -> None:
    proposal = expire(said_yes)
    karim = said_yes.karim.user
    assert proposal.status is ProposalStatus.EXPIRED
    assert said_yes.kinds(karim).count(MessageKind.PROPOSAL_WITHDRAWN) == 1
    assert (karim.n_ignored, karim.rest_until) == (0, None)
    assert said_yes.session.scalars(select(HelperRefusal)).all() == []


def test_her_yes_after_the_call_needs_no_task_any_more(said_yes: Quarter) -> None:
    session = said_yes.session
    silence.call_resident(session, said_yes.request.id, now=TUESDAY_AT_8)
    proposal = session.scalars(select(Proposal)).one()
    proposals.answer_as_resident(session, proposal, True, by=said_yes.jeanne, now=TUESDAY_AT_8)
    assert said_yes.request.status is RequestStatus.AGREED
    assert tasks_of(said_yes) == [(TaskKind.SILENCE, TaskStatus.CANCELLED)]


def test_once_she_was_heard_the_search_goes_on(said_yes: Quarter) -> None:
    session = said_yes.session
    expire(said_yes)
    task = session.scalars(select(Task)).one()
    desk.finish_task(session, task, by=said_yes.fatima, now=TUESDAY_AT_8 + timedelta(hours=4))
    asked = session.scalars(select(RunRequest)).one()
    assert asked.help_request_id == said_yes.request.id
    assert len(snapshot.open_requests(session, [said_yes.home.id])) == 1
