"""Who goes alone to somebody of the veille, and the first time (loop.md §1, trust.md G2)."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.errors import Refusal
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, HelpRequest, Offer, Proposal, Recurrence, Task, User
from mutualaid.services import checkins, proposals
from mutualaid.services.matching import run_group
from tests import factories as f
from tests.factories import NOW, thursday, veille


class Quarter:
    """Jeanne takes part in the veille and asks for a weekly visit; Karim is at level `level`."""

    def __init__(self, session: Session, *, level: int, takes_part: bool = True) -> None:
        self.home = f.neighbourhood(session)
        self.fatima = f.coordinator(session, self.home)
        self.jeanne: User = f.person(session, self.home, "Jeanne", phone="+33639981200")
        if takes_part:
            veille.takes_part(session, self.jeanne, by=self.fatima)
        self.karim: Offer = f.helper(session, self.home, "Karim", level=level)
        self.need: HelpRequest = f.help_request(session, self.jeanne, "chat")

    def agree(self, session: Session) -> Appointment:
        made = proposals.propose(
            session, self.need, self.karim, thursday(), by=self.fatima, now=NOW
        )
        proposals.answer_as_helper(session, made, True, by=self.karim.user, now=NOW)
        proposals.answer_as_resident(session, made, True, by=self.jeanne, now=NOW)
        return session.scalars(
            select(Appointment).where(Appointment.help_request_id == self.need.id)
        ).one()


@pytest.mark.parametrize(
    ("level", "takes_part", "n_proposed"), [(1, True, 0), (2, True, 1), (1, False, 1)]
)
@pytest.mark.parametrize("recurrence", list(Recurrence))
def test_the_matcher_sends_one_alone_only_at_level_2(
    database: Database, level: int, takes_part: bool, n_proposed: int, recurrence: Recurrence
) -> None:
    with database.transaction() as session:
        quarter = Quarter(session, level=level, takes_part=takes_part)
        quarter.need.recurrence = recurrence
        group = [quarter.home.id]
    assert run_group(database, group, now=NOW).n_proposed == n_proposed
    with database.reading() as session:
        assert len(session.scalars(select(Proposal)).all()) == n_proposed


def test_by_hand_the_same_rule_holds(session: Session) -> None:
    quarter = Quarter(session, level=1)
    with pytest.raises(Refusal, match="level"):
        proposals.propose(
            session, quarter.need, quarter.karim, thursday(), by=quarter.fatima, now=NOW
        )
    quarter.need.helpers_needed = 2
    session.flush()
    proposals.propose(session, quarter.need, quarter.karim, thursday(), by=quarter.fatima, now=NOW)


def test_the_first_visit_is_with_the_coordinator_and_no_later_one(session: Session) -> None:
    quarter = Quarter(session, level=2)
    meeting = quarter.agree(session)
    (task,) = session.scalars(select(Task).where(Task.kind == TaskKind.FIRST_VISIT))
    assert (task.user_id, task.appointment_id) == (quarter.jeanne.id, meeting.id)
    meeting.status = AppointmentStatus.DONE
    quarter.need = f.help_request(session, quarter.jeanne, "chat")
    session.flush()
    quarter.agree(session)
    assert len(session.scalars(select(Task).where(Task.kind == TaskKind.FIRST_VISIT)).all()) == 1


def test_whoever_left_the_veille_is_a_neighbour_like_any_other(session: Session) -> None:
    quarter = Quarter(session, level=1)
    checkins.withdraw(session, quarter.jeanne, by=quarter.jeanne, now=NOW)
    session.expire_all()
    quarter.agree(session)
    assert session.scalars(select(Task).where(Task.kind == TaskKind.FIRST_VISIT)).all() == []
