"""The two coordinators at work: twice a day, while the desk is open, everything on it is done."""

from __future__ import annotations

import random
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.demo.place import ZONE
from mutualaid.domain.clock import local, local_date
from mutualaid.domain.errors import Refusal
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import Channel, MessageStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Coordinator,
    CoordinatorRole,
    DeskHalfDay,
    HelpRequest,
    Message,
    Task,
    User,
)
from mutualaid.services import users
from mutualaid.services.coordination import calls, deskwork
from mutualaid.services.coordination.calls import CallAnswer
from mutualaid.services.coordination.candidates import list_candidates
from tests.months.town import Town

BEGINS = {HalfDay.MORNING: time(9), HalfDay.AFTERNOON: time(14)}
NOBODY_ANSWERS, SAYS_YES = 0.2, 0.6
MEETS_AFTER = timedelta(days=3)
ASKING = frozenset({"proposal_helper", "helper_said_yes", "proposal_resident"})


class Desk:
    """Fatima and Nicolas."""

    def __init__(self, town: Town, *, seed: int) -> None:
        self.town = town
        self.random = random.Random(seed)
        self._done: set[tuple[date, HalfDay, int]] = set()
        self.n_calls = 0

    def work(self) -> None:
        """Whoever's desk opened since the last look works through it."""
        there = local(self.town.now, ZONE)
        for half_day, begins in BEGINS.items():
            if begins <= there.time() < half_day.ends:
                self._open(there.date(), half_day)

    def _open(self, day: date, half_day: HalfDay) -> None:
        with self.town.database.reading() as session:
            open_desks = session.scalars(
                select(DeskHalfDay.neighbourhood_id).where(
                    DeskHalfDay.weekday == day.weekday(), DeskHalfDay.half_day == half_day
                )
            ).all()
        for neighbourhood_id in sorted(open_desks):
            if (day, half_day, neighbourhood_id) not in self._done:
                self._done.add((day, half_day, neighbourhood_id))
                self._calls(neighbourhood_id)
                self._tasks(neighbourhood_id)

    def _coordinator(self, session: Session, neighbourhood_id: int) -> User:
        user = session.scalar(
            select(User)
            .join(Coordinator, Coordinator.user_id == User.id)
            .where(
                Coordinator.neighbourhood_id == neighbourhood_id,
                Coordinator.role == CoordinatorRole.COORDINATOR,
            )
        )
        assert user is not None
        return user

    def _calls(self, neighbourhood_id: int) -> None:
        with self.town.database.reading() as session:
            due = session.scalars(
                select(Message.id)
                .where(
                    Message.channel == Channel.CALL,
                    Message.status == MessageStatus.PENDING,
                    Message.neighbourhood_id == neighbourhood_id,
                    Message.send_after <= self.town.now,
                )
                .order_by(Message.id)
            ).all()
        for number in due:
            self.town.change(lambda session, n=number: self._call(session, n))  # type: ignore[misc]

    def _call(self, session: Session, number: int) -> None:
        message = session.get_one(Message, number)
        if message.status is not MessageStatus.PENDING:
            return
        by = self._coordinator(session, message.neighbourhood_id or 0)
        self.n_calls += 1
        if self.random.random() < NOBODY_ANSWERS:
            calls.note_no_answer(session, [message], by=by, now=self.town.now)
            return
        answer = CallAnswer.SAID
        if message.kind in ASKING:
            answer = CallAnswer.YES if self.random.random() < SAYS_YES else CallAnswer.NO
        self._try(
            session, lambda: calls.answer_call(session, message, answer, by=by, now=self.town.now)
        )

    def _tasks(self, neighbourhood_id: int) -> None:
        with self.town.database.reading() as session:
            open_tasks = session.scalars(
                select(Task.id)
                .where(Task.status == TaskStatus.OPEN, Task.neighbourhood_id == neighbourhood_id)
                .order_by(Task.id)
            ).all()
        for number in open_tasks:
            self.town.change(lambda session, n=number: self._task(session, n))  # type: ignore[misc]

    def _task(self, session: Session, number: int) -> None:
        task = session.get_one(Task, number)
        if task.status is not TaskStatus.OPEN:
            return
        by = self._coordinator(session, task.neighbourhood_id or 0)
        match task.kind:
            case TaskKind.MEET if task.created_at + MEETS_AFTER > self.town.now:
                return
            case TaskKind.MEET if task.user is not None:
                on = local_date(self.town.now, ZONE)
                users.mark_met(session, task.user, by=by, on=on, now=self.town.now)
            case TaskKind.CONFIRM | TaskKind.OWN_YES if task.user is not None:
                deskwork.confirm_by_phone(session, task.user, by=by, now=self.town.now)
            case TaskKind.FAILED_MESSAGE:
                message = session.get_one(Message, task.message_id)
                calls.call_instead_of_mail(session, task, message, by=by, now=self.town.now)
                return
            case TaskKind.ARRANGE if task.help_request_id is not None:
                self._arrange(session, task.help_request_id, by)
                return
            case TaskKind.PLACE_ADDRESS:
                return
        self._try(session, lambda: deskwork.finish_task(session, task, by=by, now=self.town.now))

    def _arrange(self, session: Session, request_id: int, by: User) -> None:
        """Ask those who suit, one after the other, until enough are asked."""
        help_request = session.get_one(HelpRequest, request_id)
        if not policies.may_change_request(by, help_request):
            return
        found = list_candidates(session, help_request, by=by, now=self.town.now)
        suiting = [each for each in found if each.slots][: help_request.helpers_needed]
        for each in suiting:
            self._try(
                session,
                lambda each=each: deskwork.propose_by_hand(  # type: ignore[misc]
                    session, help_request, each.offer, each.slots[0], by=by, now=self.town.now
                ),
            )

    def _try(self, session: Session, work: object) -> None:
        """A page would answer a refusal in words; the desk goes on."""
        assert callable(work)
        with session.begin_nested() as attempt:
            try:
                work()
            except Refusal:
                attempt.rollback()
