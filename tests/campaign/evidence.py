"""What a crash may leave behind, and what it must not: read from the database and the relay."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from email.message import EmailMessage

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import LIVE_PROPOSALS, MessageStatus, RequestStatus
from mutualaid.models import HelpRequest, Message, Proposal, Token
from tests.support.smtp import SmtpInbox

LINK = re.compile(r"http://localhost/\S+")


def debts(session: Session) -> list[str]:
    """Proposals that stand without a message or a link that they owe; at any moment: none."""
    found = []
    for proposal in session.scalars(select(Proposal)):
        need = session.get_one(HelpRequest, proposal.help_request_id)
        asked = (Message.kind == MessageKind.PROPOSAL_HELPER, Message.proposal_id == proposal.id)
        told = (Message.kind == MessageKind.PROPOSAL_RESIDENT, Message.help_request_id == need.id)
        if not session.scalar(select(exists().where(*asked))):
            found.append(f"proposal {proposal.id} does not ask its helper")
        if not session.scalar(select(exists().where(*told))):
            found.append(f"proposal {proposal.id} does not tell its resident")
        links = session.scalars(
            select(Token.user_id).where(
                Token.purpose == TokenPurpose.ANSWER, Token.proposal_id == proposal.id
            )
        ).all()
        if sorted(links) != sorted([proposal.helper_id, need.user_id]):
            found.append(f"proposal {proposal.id} lacks a link")
        if proposal.status in LIVE_PROPOSALS and need.status is not RequestStatus.PROPOSED:
            found.append(f"request {need.id} is {need.status} with a live proposal")
    return found


def being_sent(session: Session) -> list[str]:
    """The Message-IDs that a dead worker had taken: at most one."""
    return list(
        session.scalars(select(Message.message_id).where(Message.status == MessageStatus.SENDING))
    )


def unfinished(session: Session, n_requests: int) -> list[str]:
    """Requests that nobody is asked for, or twice, once the work is done; messages not sent."""
    asked = Counter(session.scalars(select(Proposal.help_request_id)))
    found = [f"request {key} is asked {n} times" for key, n in asked.items() if n != 1]
    if len(asked) != n_requests:
        found.append(f"{n_requests - len(asked)} requests were forgotten")
    waiting = session.scalars(select(Message).where(Message.status != MessageStatus.SENT))
    return found + [f"message {message.id} is {message.status}" for message in waiting]


def lost(session: Session, inbox: SmtpInbox) -> list[str]:
    """Messages of which no copy reached its person."""
    arrived = {(_id(mail), to) for mail, [to] in zip(inbox.messages, inbox.recipients, strict=True)}
    return [
        f"message {message.id} was lost"
        for message in session.scalars(select(Message))
        if (message.message_id, message.user.email) not in arrived
    ]


def extra_copies(mails: Iterable[EmailMessage]) -> Counter[str]:
    """How many copies too many of each Message-ID arrived."""
    copies = Counter(_id(mail) for mail in mails)
    return +Counter({key: n - 1 for key, n in copies.items()})


def unlike_copies(mails: Iterable[EmailMessage]) -> list[str]:
    """Copies of one mail whose links differ."""
    links: dict[str, set[tuple[str, ...]]] = {}
    for mail in mails:
        body = mail.get_body(("plain",))
        assert body is not None
        links.setdefault(_id(mail), set()).add(tuple(LINK.findall(body.get_content())))
    return [
        f"{key} has other links in another copy" for key, found in links.items() if len(found) > 1
    ]


def _id(mail: EmailMessage) -> str:
    return str(mail["Message-ID"]).strip("<>")
