"""Reads of people and of how they sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.ids import token_hash
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import Answer, OfferStatus, ProposalStatus, RequestStatus
from mutualaid.models import (
    HelpRequest,
    Offer,
    Proposal,
    SignIn,
    User,
)
from mutualaid.queries.help_requests import get_help_request, loved_ones_of
from mutualaid.queries.offers import get_offer
from mutualaid.queries.proposals import gathers
from mutualaid.queries.teams import lacks_nobody
from mutualaid.queries.tokens import get_token


@dataclass(frozen=True)
class Confirmation:
    """What a mailed link confirms: a request, an offer, or the e-mail of somebody who joined."""

    person: User
    help_request: HelpRequest | None
    offer: Offer | None

    @property
    def is_waiting(self) -> bool:
        """Whether pressing still changes something."""
        if self.help_request is not None:
            return self.help_request.status is RequestStatus.UNCONFIRMED
        if self.offer is not None:
            return self.offer.status is OfferStatus.UNCONFIRMED
        return self.person.email_confirmed_at is None


def get_person(session: Session, user_id: int) -> User:
    """Somebody who has not left, with what every page of hers needs."""
    person = session.scalar(
        select(User)
        .where(User.id == user_id, User.left_at.is_(None))
        .options(
            joinedload(User.neighbourhood), joinedload(User.place), selectinload(User.coordinations)
        )
    )
    if person is None:
        raise NotFound("user")
    return person


def list_named(session: Session, words: str) -> list[User]:
    """Whom an operator means: a number, an e-mail, or a first name (with a surname)."""
    words = words.strip()
    people = select(User).where(User.left_at.is_(None)).order_by(User.id)
    if words.isascii() and words.isdecimal():
        return list(session.scalars(people.where(User.id == int(words[:9]))))
    if "@" in words:
        return list_people_of_mailbox(session, words.lower())
    if words.startswith("+"):
        return list(session.scalars(people.where(User.phone == words)))
    wanted = words.casefold()
    return [
        person
        for person in session.scalars(people)
        if wanted in (person.first_name.casefold(), _full_name(person).casefold())
    ]


def list_people_of_mailbox(session: Session, address: str) -> list[User]:
    """Everybody who shares a mailbox, the first to have joined first."""
    return list(
        session.scalars(
            select(User)
            .where(User.email == address, User.left_at.is_(None))
            .order_by(User.id)
            .options(selectinload(User.coordinations))
        )
    )


def list_loved_ones(session: Session, person: User) -> Sequence[User]:
    """For whom this relative asks."""
    return session.scalars(
        select(User)
        .where(User.id.in_(loved_ones_of(person)))
        .options(joinedload(User.place), joinedload(User.neighbourhood))
        .order_by(User.id)
    ).all()


def find_known(
    session: Session, *, first_name: str, email: str | None, phone: str | None
) -> User | None:
    """The same person: an equal channel and an equal first name, whatever the capitals.

    A phone that nobody has confirmed, beside somebody's e-mail, is nobody's yet: whoever typed
    another's number would otherwise receive what she posts.
    """
    channels = []
    if email:
        channels.append(User.email == email)
    if phone:
        is_hers = or_(User.phone_confirmed_at.is_not(None), User.email.is_(None))
        channels.append(and_(User.phone == phone, is_hers))
    if not channels:
        return None
    found = session.scalars(
        select(User).where(or_(*channels), User.left_at.is_(None)).order_by(User.id)
    )
    wanted = first_name.strip().casefold()
    return next((person for person in found if person.first_name.casefold() == wanted), None)


def get_sign_in(session: Session, text: str) -> SignIn:
    """The sign-in of a mailed link, whatever its state, with its person."""
    sign_in = session.scalar(
        select(SignIn)
        .where(SignIn.link_hash == token_hash(text[:200]))
        .options(joinedload(SignIn.user).selectinload(User.coordinations))
    )
    if sign_in is None:
        raise NotFound("sign_in")
    return sign_in


def find_used_sign_in(session: Session, sign_in_id: int, *, now: datetime) -> SignIn | None:
    """A sign-in that this browser used a moment ago, while it says who is there."""
    return session.scalar(
        select(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.used_at.is_not(None), SignIn.expires_at > now)
        .options(joinedload(SignIn.user))
    )


def list_live_sign_ins(session: Session, *, email_hash: str, now: datetime) -> list[SignIn]:
    """What was mailed to a mailbox and may still be used, the latest first."""
    return list(
        session.scalars(
            select(SignIn)
            .where(
                SignIn.email_hash == email_hash, SignIn.used_at.is_(None), SignIn.expires_at > now
            )
            .order_by(SignIn.id.desc())
            .options(joinedload(SignIn.user))
        )
    )


def get_confirmation(session: Session, text: str) -> Confirmation:
    """What a `/confirmer/…` link stands for; NotFound for any other link."""
    token, person = get_token(session, text, TokenPurpose.CONFIRM)
    return Confirmation(
        person,
        get_help_request(session, token.help_request_id) if token.help_request_id else None,
        get_offer(session, token.offer_id) if token.offer_id else None,
    )


def list_questions(session: Session, person: User) -> Sequence[Proposal]:
    """Proposals that wait for this person's word, on either side, the soonest first."""
    asked_to_help = and_(
        Proposal.helper_id == person.id,
        Proposal.helper_answer == Answer.NONE,
        Proposal.status.in_([ProposalStatus.OPEN, ProposalStatus.HELD]),
    )
    offered_help = and_(
        HelpRequest.user_id == person.id,
        Proposal.status == ProposalStatus.OPEN,
        Proposal.helper_answer == Answer.YES,
        Proposal.resident_answer == Answer.NONE,
        lacks_nobody(),
    )
    found = session.scalars(
        select(Proposal)
        .join(Proposal.help_request)
        .where(or_(asked_to_help, offered_help))
        .options(
            contains_eager(Proposal.help_request).joinedload(HelpRequest.neighbourhood),
            joinedload(Proposal.helper),
        )
        .order_by(Proposal.on_date, Proposal.id)
    ).all()
    return _one_for_each_team(found, person)


def _one_for_each_team(found: Sequence[Proposal], person: User) -> Sequence[Proposal]:
    """Its resident is asked once about all of them."""
    kept: dict[int, Proposal] = {}
    for each in found:
        is_hers = each.help_request.user_id == person.id and gathers(each.help_request)
        kept.setdefault(-each.help_request_id if is_hers else each.id, each)
    return list(kept.values())


def _full_name(person: User) -> str:
    return f"{person.first_name} {person.last_name}".strip()
