"""A team while it gathers: who holds a place, who is asked, how many are missing, until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from mutualaid.domain.statuses import LIVE_PROPOSALS, Answer, ProposalStatus, RequestStatus
from mutualaid.models import HelpRequest, Proposal
from mutualaid.queries.proposals import gathers, is_holding, list_live_of_request


@dataclass(frozen=True)
class Team:
    """How far it has come."""

    n_needed: int
    holding: tuple[Proposal, ...]
    """Those who said yes and hold a place, the earliest first."""
    n_asked: int
    """Those who have yet to answer."""

    @property
    def n_yes(self) -> int:
        """How many said yes."""
        return len(self.holding)

    @property
    def n_missing(self) -> int:
        """How many yeses are missing."""
        return max(0, self.n_needed - self.n_yes)

    @property
    def is_complete(self) -> bool:
        """Whether only the resident's word is missing."""
        return self.n_missing == 0

    @property
    def until(self) -> datetime | None:
        """When all are released together; None while nobody holds a place."""
        return min((each.expires_at for each in self.holding), default=None)

    @property
    def is_met(self) -> bool:
        """Whether the team of the neighbourhood has met all of them."""
        return all(each.helper.met_on is not None for each in self.holding)

    @property
    def first_names(self) -> list[str]:
        """Of those who said yes; for the resident once it is complete, and for the desk."""
        return [each.helper.first_name for each in self.holding]

    @property
    def numbers(self) -> str:
        """Which proposals these are, to know again whether it is still the same team."""
        return " ".join(str(each.id) for each in self.holding)


def team_of(help_request: HelpRequest, proposals: Iterable[Proposal]) -> Team | None:
    """The team among these proposals of one request; None when none gathers."""
    if not gathers(help_request):
        return None
    live = [each for each in proposals if each.status in LIVE_PROPOSALS]
    holding = [each for each in live if is_holding(each)]
    return Team(
        n_needed=help_request.helpers_needed,
        holding=tuple(sorted(holding, key=lambda each: (each.helper_answered_at, each.id))),
        n_asked=sum(each.helper_answer is Answer.NONE for each in live),
    )


def find_team(session: Session, help_request: HelpRequest) -> Team | None:
    """The same, read now."""
    if not gathers(help_request):
        return None
    return team_of(help_request, list_live_of_request(session, help_request))


def lacks_nobody() -> ColumnElement[bool]:
    """Whether the resident of a request may be asked about whoever said yes: of a team, all."""
    other = aliased(Proposal)
    n_holding = (
        select(func.count(other.id))
        .where(
            other.help_request_id == HelpRequest.id,
            other.status == ProposalStatus.OPEN,
            other.helper_answer == Answer.YES,
        )
        .correlate(HelpRequest)
        .scalar_subquery()
    )
    return or_(
        HelpRequest.helpers_needed == 1,
        HelpRequest.status == RequestStatus.AGREED,
        n_holding >= HelpRequest.helpers_needed,
    )


def list_teams(
    session: Session, requests: Collection[HelpRequest]
) -> dict[int, tuple[Proposal, ...]]:
    """Who holds a place of each of these requests, the earliest first."""
    if not requests:
        return {}
    found: dict[int, list[Proposal]] = defaultdict(list)
    rows = session.scalars(
        select(Proposal)
        .where(
            Proposal.help_request_id.in_([each.id for each in requests]),
            Proposal.status == ProposalStatus.OPEN,
            Proposal.helper_answer == Answer.YES,
        )
        .options(joinedload(Proposal.helper))
        .order_by(Proposal.helper_answered_at, Proposal.id)
    )
    for each in rows:
        found[each.help_request_id].append(each)
    return {number: tuple(team) for number, team in found.items()}
