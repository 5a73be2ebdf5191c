"""Les Brosses, where one neighbour asks and two may help."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import HelpRequest, Message, Neighbourhood, Offer, Proposal, User
from mutualaid.services import proposals
from tests import factories
from tests.factories import NOW, thursday

LATER = NOW + timedelta(minutes=10)


class Quarter:
    """Les Brosses with Jeanne who asks, Karim and Rose who help, Fatima who coordinates."""

    def __init__(self, session: Session, **request: object) -> None:
        self.session = session
        self.home: Neighbourhood = factories.neighbourhood(session)
        self.fatima: User = factories.coordinator(session, self.home)
        self.jeanne: User = factories.person(session, self.home, "Jeanne", phone="+33639981200")
        self.karim: Offer = factories.helper(session, self.home, "Karim")
        self.rose: Offer = factories.helper(session, self.home, "Rose", phone="+33639981202")
        self.request: HelpRequest = factories.help_request(session, self.jeanne, **request)

    def ask(self, offer: Offer) -> Proposal:
        return proposals.propose(
            self.session, self.request, offer, thursday(), by=self.fatima, now=NOW
        )

    def kinds(self, user: User) -> list[MessageKind]:
        rows = self.session.scalars(
            select(Message).where(
                Message.user_id == user.id, Message.status != MessageStatus.CANCELLED
            )
        )
        return [row.kind for row in rows]


@pytest.fixture
def quarter(session: Session) -> Quarter:
    return Quarter(session)
