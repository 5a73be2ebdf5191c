"""Les Brosses with their desk, and Les Buers next door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    Channel,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Message,
    Offer,
    Proposal,
    Task,
    User,
)
from mutualaid.services import coordination as desk
from mutualaid.services.coordination import CallAnswer
from tests import factories
from tests.factories import NOW, thursday

SOON = NOW + timedelta(minutes=5)


class Quarter:
    """Les Brosses, where Jeanne asks and Rose helps, both by phone; Les Buers are next door."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.home = factories.neighbourhood(session)
        self.next_door = factories.neighbourhood(session, "Les Buers")
        factories.link(session, self.home, self.next_door)
        self.fatima = factories.coordinator(session, self.home)
        self.paul = factories.coordinator(session, self.next_door, "Paul")
        self.jeanne = factories.by_phone(session, self.home, "Jeanne", "+33639981200")
        self.rose = self.phone_helper(self.home, "Rose", "+33639981201")
        self.request = factories.help_request(session, self.jeanne)

    def phone_helper(self, home, first_name: str, phone: str) -> Offer:
        return factories.helper(
            self.session,
            home,
            first_name,
            email=None,
            phone=phone,
            phone_confirmed_at=NOW,
            channel=Channel.CALL,
        )

    def ask(self, offer: Offer | None = None) -> Proposal:
        return desk.propose_by_hand(
            self.session, self.request, offer or self.rose, thursday(), by=self.fatima, now=NOW
        )

    def call(self, kind: MessageKind, user: User) -> Message:
        return self.session.scalars(
            select(Message)
            .where(Message.kind == kind, Message.user_id == user.id)
            .order_by(Message.id.desc())
            .execution_options(populate_existing=True)
        ).first()

    def answer(
        self, call: Message, answer: CallAnswer, *, by: User | None = None, now=SOON
    ) -> None:
        desk.answer_call(self.session, call, answer, by=by or self.fatima, now=now)

    def task(self, kind: TaskKind, **facts: object) -> Task:
        task = Task(
            kind=kind,
            reason_key=f"{kind}:{len(facts)}:{id(facts)}",
            neighbourhood_id=self.home.id,
            status=TaskStatus.OPEN,
            created_at=NOW,
            **facts,
        )
        self.session.add(task)
        self.session.flush()
        return task


@pytest.fixture
def quarter(session: Session) -> Quarter:
    return Quarter(session)
