"""Where a proposal stands, as one of its two people may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    SEARCHING_REQUESTS,
    Answer,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import HelpRequest, Proposal, User
from mutualaid.queries.proposals import (
    find_appointment_of,
    find_waiting_for_resident,
    is_holding,
)
from mutualaid.queries.teams import Team, find_team
from mutualaid.services.proposals.answers import undo_possible
from mutualaid.services.surplus import is_surplus
from mutualaid.services.tokens import token_text


@dataclass(frozen=True)
class HelperSituation:
    """What the helper reads."""

    person: User
    proposal: Proposal
    state: str
    can_undo: bool
    team: Team | None = None
    """While several are brought together."""
    appointment_token: str = ""

    @property
    def is_surplus(self) -> bool:
        """Said yes and was not needed: somebody else may be glad of it."""
        return is_surplus(self.proposal)

    @property
    def help_request(self) -> HelpRequest:
        """The need."""
        return self.proposal.help_request


@dataclass(frozen=True)
class ResidentSituation:
    """What the resident reads; nobody who refused or stayed silent is named."""

    person: User
    proposal: Proposal
    state: str
    team: Team | None = None
    """While several are brought together; she reads their first names once all said yes."""
    appointment_token: str = ""
    other_token: str = ""

    @property
    def help_request(self) -> HelpRequest:
        """Her need."""
        return self.proposal.help_request


def situation(
    session: Session, proposal: Proposal, person: User, *, now: datetime
) -> HelperSituation | ResidentSituation:
    """The side of this person."""
    team = find_team(session, proposal.help_request)
    if person.id == proposal.helper_id:
        state = _helper_state(proposal, team, now)
        return HelperSituation(
            person,
            proposal,
            state,
            undo_possible(session, proposal, now=now),
            team,
            _appointment_token(session, proposal, person),
        )
    state = _resident_state(proposal, team, now)
    waiting = find_waiting_for_resident(session, proposal.help_request)
    other = (
        token_text(session, TokenPurpose.ANSWER, waiting, person)
        if waiting is not None and waiting.id != proposal.id and state != "asked"
        else ""
    )
    return ResidentSituation(
        person,
        proposal,
        state,
        team,
        _appointment_token(session, proposal, person),
        other,
    )


def _helper_state(proposal: Proposal, team: Team | None, now: datetime) -> str:
    if proposal.status is ProposalStatus.OPEN and proposal.helper_answer is Answer.NONE:
        return "over" if proposal.expires_at <= now else "asked"
    if proposal.status in LIVE_PROPOSALS:
        if proposal.helper_answer is Answer.NONE:
            return "held"
        if team is not None and not team.is_complete and is_holding(proposal):
            return "gathering"
        return "said_yes" if proposal.status is ProposalStatus.OPEN else "held_yes"
    if proposal.status is ProposalStatus.DECLINED:
        return "said_no" if proposal.helper_answer is Answer.NO else "not_this_time"
    return {
        ProposalStatus.AGREED: "agreed",
        ProposalStatus.SUPERSEDED: "superseded",
        ProposalStatus.EXPIRED: "over",
    }.get(proposal.status, "cancelled")


def _resident_state(proposal: Proposal, team: Team | None, now: datetime) -> str:
    help_request = proposal.help_request
    holds = is_holding(proposal)
    if team is not None and team.holding and not team.is_complete:
        return "gathering"
    if holds and help_request.status is RequestStatus.AGREED:
        return "asked" if proposal.expires_at > now else "agreed"
    if help_request.status in SEARCHING_REQUESTS:
        if holds:
            return "asked" if proposal.expires_at > now else "searching"
        live = proposal.status in LIVE_PROPOSALS
        return "helper_asked" if live else "searching"
    return {
        RequestStatus.AGREED: "agreed",
        RequestStatus.DONE: "done",
        RequestStatus.EXPIRED: "expired",
    }.get(help_request.status, "ended")


def _appointment_token(session: Session, proposal: Proposal, person: User) -> str:
    appointment = find_appointment_of(session, proposal)
    if appointment is None or proposal.status is not ProposalStatus.AGREED:
        return ""
    return token_text(session, TokenPurpose.APPOINTMENT, appointment, person)
