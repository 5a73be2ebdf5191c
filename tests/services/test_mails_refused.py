"""A question that the relay refuses for good: who is asked instead, and when the desk calls."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus, ProposalStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Message, Proposal, RunRequest, Task
from mutualaid.services import delivery, proposals
from tests import factories
from tests.factories import NOW, thursday

ME = "worker-a"


def asked_by_mail(session: Session, **helper: object) -> Proposal:
    """Karim is asked for Jeanne; both have a mail on its way."""
    home = factories.neighbourhood(session)
    fatima = factories.coordinator(session, home)
    need = factories.help_request(session, factories.person(session, home))
    karim = factories.helper(session, home, **helper)
    return proposals.propose(session, need, karim, thursday(), by=fatima, now=NOW)


def refuse(session: Session, kind: MessageKind, outcome: str) -> None:
    """The relay refuses the mails of this kind for good and takes the others."""
    while taken := delivery.take_next(session, ME, now=NOW, default_zone="Europe/Paris"):
        if session.get_one(Message, taken.message_id).kind is kind:
            delivery.refused(session, taken, outcome=outcome, now=NOW)
        else:
            delivery.sent(session, taken, now=NOW)


def test_a_failed_mail_about_something_over_leaves_no_task(session: Session) -> None:
    proposal = asked_by_mail(session)
    refuse(session, MessageKind.PROPOSAL_RESIDENT, "550")
    assert session.scalars(select(Task.status)).all() == [TaskStatus.OPEN]
    assert factories.expire_due(session, now=proposal.expires_at) == 1
    open_tasks = select(Task).where(Task.status == TaskStatus.OPEN)
    assert session.scalars(open_tasks).all() == []


def test_a_question_that_the_relay_refuses_is_put_to_the_next_neighbour(session: Session) -> None:
    proposal = asked_by_mail(session)
    refuse(session, MessageKind.PROPOSAL_HELPER, "550 5.1.1")
    session.refresh(proposal)
    assert proposal.status is ProposalStatus.CANCELLED
    assert session.scalars(select(RunRequest.help_request_id)).all() == [proposal.help_request_id]
    assert session.scalars(select(Task.kind)).all() == [TaskKind.FAILED_MESSAGE]
    statuses = dict(session.execute(select(Message.kind, Message.status)).all())
    assert statuses == {
        MessageKind.PROPOSAL_HELPER: MessageStatus.FAILED,
        MessageKind.PROPOSAL_RESIDENT: MessageStatus.CANCELLED,
    }, "the requester reads nothing before somebody else is asked"
    assert proposal.helper.channel is Channel.CALL


def test_a_relay_that_refuses_everybody_turns_nobody_s_mailbox_off(session: Session) -> None:
    proposal = asked_by_mail(session)
    refuse(session, MessageKind.PROPOSAL_HELPER, "550 5.7.1")
    assert proposal.helper.channel is Channel.EMAIL
    assert proposal.helper.email_confirmed_at is not None


def test_behind_a_yes_a_question_that_reached_nobody_asks_nobody_else(session: Session) -> None:
    proposal = asked_by_mail(session)
    home = proposal.help_request.neighbourhood
    assert home is not None
    zoe = factories.helper(session, home, "Zoé", email="zoe@example.fr", phone="+33639981202")
    second = proposals.propose(
        session, proposal.help_request, zoe, thursday(), by=proposal.helper, now=NOW
    )
    proposals.answer_as_helper(session, second, True, by=zoe.user, now=NOW)
    session.refresh(proposal)
    assert proposal.status is ProposalStatus.HELD
    refuse(session, MessageKind.PROPOSAL_HELPER, "550 5.1.1")
    session.refresh(proposal)
    session.refresh(second)
    assert (proposal.status, second.status) == (ProposalStatus.CANCELLED, ProposalStatus.OPEN)
    assert session.scalars(select(RunRequest)).all() == []
