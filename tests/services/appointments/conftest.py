"""Jeanne asks, Karim helps on Thursday 15 October at half past two; Rose has only a phone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.clock import at_wall_time
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import Channel, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, HelpRequest, Message, Offer, Task, User
from mutualaid.services import proposals
from tests import factories
from tests.factories import NOW, thursday

DAY = thursday().on_date
PARIS = "Europe/Paris"


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """An hour on the wall clock of Les Brosses, `days` after the Thursday."""
    return at_wall_time(DAY + timedelta(days=days), time(hour, minute), PARIS)


class Quarter:
    """Les Brosses, and what happens there."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.home = factories.neighbourhood(session)
        self.fatima = factories.coordinator(session, self.home)
        self.jeanne = factories.person(session, self.home, "Jeanne", phone="+33639981200")
        self.karim: Offer = factories.helper(session, self.home, "Karim")
        self.rose: Offer = factories.helper(
            session, self.home, "Rose", email=None, phone="+33639981202",
            phone_confirmed_at=NOW, channel=Channel.CALL,
        )  # fmt: skip

    def agree(
        self,
        helper: Offer | None = None,
        resident: User | None = None,
        *,
        slot: Slot | None = None,
        now: datetime = NOW,
        **values: object,
    ) -> Appointment:
        """All have said yes."""
        slot = slot or thursday()
        resident = resident or self.jeanne
        values = {"start_time": time(14, 30), "slots": (slot,)} | values
        need: HelpRequest = factories.help_request(self.session, resident, **values)
        proposal = proposals.propose(
            self.session, need, helper or self.karim, slot, by=self.fatima, now=now
        )
        proposals.answer_as_helper(self.session, proposal, True, by=proposal.helper, now=now)
        proposals.answer_as_resident(self.session, proposal, True, by=resident, now=now)
        return self.session.scalars(
            select(Appointment)
            .where(Appointment.help_request_id == need.id)
            .order_by(Appointment.on_date)
        ).first()

    def owed(self, kind: MessageKind) -> list[str]:
        """Who is owed this, by first name."""
        rows = select(User.first_name).join(Message, Message.user_id == User.id)
        return sorted(self.session.scalars(rows.where(Message.kind == kind)))

    def messages(self, kind: MessageKind) -> list[Message]:
        return list(
            self.session.scalars(
                select(Message)
                .where(Message.kind == kind)
                .order_by(Message.id)
                .execution_options(populate_existing=True)
            )
        )

    def tasks(self, kind: TaskKind) -> list[Task]:
        """Open ones."""
        return list(
            self.session.scalars(
                select(Task).where(Task.kind == kind, Task.status == TaskStatus.OPEN)
            )
        )


@pytest.fixture
def quarter(session: Session) -> Quarter:
    return Quarter(session)
