"""What the eight processes do in a round, and the variant without its locks."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid.adapters.smtp import SmtpRelay
from mutualaid.db import Database
from mutualaid.domain.errors import Refusal
from mutualaid.domain.ids import keyed_hash
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import LIVE_PROPOSALS, ProposalStatus, RequestStatus
from mutualaid.emails.render import renderer
from mutualaid.jobs import matching
from mutualaid.jobs.bench import Bench
from mutualaid.models import HelpRequest, Neighbourhood, Offer, Proposal, User
from mutualaid.services import blocks, proposals, rules
from mutualaid.services.proposals import Pairing, asking
from mutualaid.services.tokens import token_text
from tests import factories
from tests.campaign.crew import SECRET, SIZE, Member
from tests.factories import NOW, TODAY, thursday

WRITTEN = "written"
PREPARED = 25
A_GLANCE_SECONDS = 0.05
"""A careless writer looks away for about as long as a yes takes: else the two seldom meet."""
OK = 200
FREE = [
    Slot.of(TODAY + timedelta(days=2 + number // 3), list(HalfDay)[number % 3])
    for number in range(SIZE)
]
"""A half-day of its own for each request, so that only the capacity stands in the way."""


def propose(member: Member, request_id: int, offer_id: int, by_id: int, slot: Slot) -> str:
    """One coordinator asks the helper for one request: what the desk does."""

    def ask(session: Session) -> str:
        proposals.propose(
            session,
            session.get_one(HelpRequest, request_id),
            session.get_one(Offer, offer_id),
            slot,
            by=session.get_one(User, by_id),
            now=member.now,
        )
        return WRITTEN

    try:
        return member.database.run(ask)
    except Refusal as refusal:
        return refusal.code


def propose_without_a_lock(
    member: Member, request_id: int, offer_id: int, by_id: int, slot: Slot
) -> str:
    """The broken variant: look first, then write what was true at the look."""
    with member.database.reading() as session:
        help_request = session.get_one(HelpRequest, request_id)
        offer = session.get_one(Offer, offer_id)
        code = rules.obstacle(session, help_request, offer, slot, now=member.now)
        if code is not None:
            return code
        pairing = Pairing(request_id, offer_id, offer.user_id, slot)
        proposal = asking._proposal(
            pairing, help_request, slot.starts_at(help_request.zone), member.now
        )
    time.sleep(A_GLANCE_SECONDS)
    with member.database.transaction() as session:
        proposal.proposed_by_id = by_id
        session.add(proposal)
    return WRITTEN


def csrf_field(token: str) -> str:
    """What the form of a mailed link carries."""
    return keyed_hash(SECRET, "csrf-token", token)


def press(member: Member, token: str, csrf: str, answer: str) -> int:
    """A person presses a button of the page behind the mailed link."""
    page = member.client.post(f"/en/proposition/{token}", data={"csrf": csrf, "answer": answer})
    return page.status_code


def strike(member: Member) -> int:
    """The clock strikes for one worker: how many runs it made."""
    bench = Bench(
        database=member.database,
        relay=SmtpRelay(member.app, member.app.config["SETTINGS"]),
        render=renderer(member.app),
        settings=member.app.config["SETTINGS"],
        owner=f"worker {os.getpid()}",
        clock=lambda: member.now,
    )
    return matching.run_scheduled(bench)


def unsubscribe(member: Member, token: str) -> int:
    """A mail program presses « se désabonner » (RFC 8058)."""
    page = member.client.post(f"/en/desabonnement/{token}", data={"List-Unsubscribe": "One-Click"})
    return page.status_code


def block(member: Member, by_id: int, other_id: int) -> int:
    """A resident wants no contact with this person any more: what « ne plus me proposer » does."""
    member.database.run(
        lambda session: blocks.block(
            session,
            session.get_one(User, other_id),
            by=session.get_one(User, by_id),
            now=member.now,
        )
    )
    return OK


def call_off_what_was_seen(member: Member, request_id: int) -> int:
    """The broken variant of each change of mind: look first, then end what stood there."""
    with member.database.reading() as session:
        live = session.scalars(
            select(Proposal.id).where(
                Proposal.help_request_id == request_id, Proposal.status.in_(LIVE_PROPOSALS)
            )
        ).all()
    time.sleep(A_GLANCE_SECONDS)
    with member.database.transaction() as session:
        for table, about, end in (
            (Proposal, Proposal.id.in_(live), ProposalStatus.CANCELLED),
            (HelpRequest, HelpRequest.id == request_id, RequestStatus.CANCELLED),
        ):
            session.execute(update(table).where(about).values(status=end))
    return OK


def read(member: Member, token: str) -> tuple[int, str]:
    """The page behind the mailed link."""
    page = member.client.get(f"/en/proposition/{token}")
    return page.status_code, page.text


@dataclass(frozen=True)
class Round:
    """One request, those who were asked for it, and the links in everybody's mail."""

    request_id: int
    resident_id: int
    helper_ids: list[int]
    answers: list[str]
    stops: list[str]
    resident: str


@dataclass
class Quarter:
    """Jeanne who asks, the coordinator who proposes, and new neighbours for each round."""

    database: Database
    home_id: int = 0
    resident_id: int = 0
    coordinator_id: int = 0
    requests: dict[Slot, int] = field(default_factory=dict)
    prepared: int = PREPARED
    """So many rounds are written together."""
    _stock: list[Round] = field(default_factory=list)
    _n: int = 0

    def open(self) -> Quarter:
        """Write the people who stay."""
        with self.database.transaction() as session:
            home = factories.neighbourhood(session)
            self.home_id = home.id
            self.resident_id = factories.person(session, home, "Jeanne").id
            self.coordinator_id = factories.coordinator(session, home).id
        return self

    def helper(self, session: Session, **values: object) -> Offer:
        """Somebody whom no earlier round has met."""
        self._n += 1
        name = f"Karim{self._n}"
        home = session.get_one(Neighbourhood, self.home_id)
        return factories.helper(session, home, name, phone=None, **values)

    def one_place_left(self) -> tuple[int, list[tuple[int, Slot]]]:
        """A helper who may be asked once more, and a request for each process."""
        with self.database.transaction() as session:
            offer = self.helper(session, rhythm_per_month=1)
            resident = session.get_one(User, self.resident_id)
            for slot in FREE:
                if slot not in self.requests:
                    need = factories.help_request(session, resident, slots=(slot,))
                    self.requests[slot] = need.id
            return offer.id, [(self.requests[slot], slot) for slot in FREE]

    def is_asked(self, slot: Slot) -> None:
        """The request of this half-day found its helper: the next round needs another."""
        del self.requests[slot]

    def asked(self, n_helpers: int, **request: object) -> tuple[int, list[str]]:
        """A request that waits for the answers of so many helpers, and their links."""
        round_ = self._next(n_helpers, request)
        return round_.request_id, round_.answers

    def asked_with_resident(self, n_helpers: int, **request: object) -> tuple[int, list[str], str]:
        """The same, and the resident's own link."""
        round_ = self._next(n_helpers, request)
        return round_.request_id, round_.answers, round_.resident

    def asked_with_helper(self, **request: object) -> tuple[int, str, int]:
        """The same for one helper, and her number."""
        round_ = self._next(1, request)
        return round_.request_id, round_.answers[0], round_.helper_ids[0]

    def asked_with_stop(self, **request: object) -> tuple[int, list[str], list[str]]:
        """The same for one helper, with the link that stops her offer."""
        round_ = self._next(1, request)
        return round_.request_id, round_.answers, round_.stops

    def _next(self, n_helpers: int, request: dict[str, object]) -> Round:
        """The next of those that were prepared together: one by one they cost more than a race."""
        if not self._stock:
            self._stock = self._prepare(n_helpers, request)
        found = self._stock.pop()
        self.resident_id = found.resident_id
        return found

    def _prepare(self, n_helpers: int, request: dict[str, object]) -> list[Round]:
        with self.database.transaction() as session:
            home = session.get_one(Neighbourhood, self.home_id)
            by = session.get_one(User, self.coordinator_id)
            self._n += 1
            resident = factories.person(session, home, f"Jeanne{self._n}")
            pairings = []
            for _ in range(self.prepared):
                need = factories.help_request(session, resident, **request)
                for _ in range(n_helpers):
                    offer = self.helper(session)
                    pairings.append(Pairing(need.id, offer.id, offer.user_id, thursday()))
            numbers = proposals.propose_many(session, pairings, by=by, now=NOW)
            assert len(numbers) == len(pairings)
            written = [session.get_one(Proposal, number) for number in numbers]
            asked = [written[n : n + n_helpers] for n in range(0, len(written), n_helpers)]
            return [_round_of(session, each, resident) for each in asked]


def _round_of(session: Session, asked: Sequence[Proposal], resident: User) -> Round:
    helpers = [session.get_one(User, each.helper_id) for each in asked]
    offers = [session.get_one(Offer, each.offer_id) for each in asked]
    link = partial(token_text, session)
    return Round(
        asked[0].help_request_id,
        resident.id,
        [each.id for each in helpers],
        [link(TokenPurpose.ANSWER, *pair) for pair in zip(asked, helpers, strict=True)],
        [link(TokenPurpose.UNSUBSCRIBE, *pair) for pair in zip(offers, helpers, strict=True)],
        link(TokenPurpose.ANSWER, asked[0], resident),
    )
