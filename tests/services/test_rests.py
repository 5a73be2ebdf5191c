"""Whoever takes a break, or stayed silent and is left in peace, is asked by nobody meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.errors import Refusal
from mutualaid.domain.statuses import OfferStatus, ProposalStatus, RequestStatus
from mutualaid.models import Absence, Block, HelpRequest, Offer, Proposal
from mutualaid.services import breaks, proposals
from mutualaid.services import coordination as desk
from mutualaid.services.breaks import Word
from mutualaid.services.matching import run_group
from mutualaid.services.matching import snapshot as snapshots
from tests import factories
from tests.factories import NOW, TODAY, thursday

Change = Callable[[Session, Offer], object]


class Quarter:
    """Jeanne asks; only Karim could come."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as session:
            home = factories.neighbourhood(session)
            self.fatima_id = factories.coordinator(session, home).id
            self.request_id = factories.help_request(session, factories.person(session, home)).id
            self.offer_id = factories.helper(session, home).id
            self.group = [home.id]

    def change(self, work: Change) -> None:
        with self.database.transaction() as session:
            work(session, session.get_one(Offer, self.offer_id))

    def run(self, *, days: int = 0) -> int:
        return run_group(self.database, self.group, now=NOW + timedelta(days=days)).n_proposed


@pytest.fixture
def quarter(database: Database) -> Quarter:
    return Quarter(database)


def rest(_session: Session, offer: Offer) -> None:
    offer.user.rest_until = NOW + timedelta(days=1)


def take_a_week(session: Session, offer: Offer) -> None:
    breaks.say(session, offer.user, Word.ONE_WEEK, by=offer.user, now=NOW)


@pytest.mark.parametrize("change", [rest, take_a_week])
def test_a_run_asks_nobody_who_rests(quarter: Quarter, change: Change) -> None:
    quarter.change(change)
    assert quarter.run() == 0


def test_a_rest_that_is_over_counts_no_more(quarter: Quarter) -> None:
    quarter.change(rest)
    assert quarter.run(days=1) == 1


def test_the_run_says_that_those_who_could_come_were_asked_enough(quarter: Quarter) -> None:
    quarter.change(rest)
    quarter.run()
    with quarter.database.reading() as session:
        reason = session.get_one(HelpRequest, quarter.request_id).unmatched_reason
    assert reason is not None
    assert (reason["code"], reason["n"]) == ("all_asked_this_week", 1)


@pytest.mark.parametrize(
    ("change", "obstacle"), [(rest, "resting"), (take_a_week, "offer_not_active")]
)
def test_the_desk_reads_who_rests_and_cannot_ask(
    quarter: Quarter, change: Change, obstacle: str
) -> None:
    quarter.change(change)
    with quarter.database.transaction() as session:
        need, offer = session.get_one(HelpRequest, quarter.request_id), _offer(session)
        fatima = session.get_one(type(offer.user), quarter.fatima_id)
        found = desk.list_candidates(session, need, by=fatima, now=NOW)
        assert [(each.offer.id, each.slots, each.obstacle) for each in found] == [
            (offer.id, [], obstacle)
        ]
        with pytest.raises(Refusal, match=obstacle):
            desk.propose_by_hand(session, need, offer, thursday(), by=fatima, now=NOW)


def test_a_pair_that_was_asked_before_the_break_keeps_its_page(quarter: Quarter) -> None:
    assert quarter.run() == 1
    quarter.change(take_a_week)
    with quarter.database.transaction() as session:
        proposal = session.scalars(select(Proposal)).one()
        assert proposal.status is ProposalStatus.OPEN
        assert proposal.offer is not None
        assert proposal.offer.status is OfferStatus.PAUSED
        proposals.answer_as_helper(session, proposal, True, by=proposal.helper, now=NOW)
        resident = proposal.help_request.user
        proposals.answer_as_resident(session, proposal, True, by=resident, now=NOW)
        assert proposal.status is ProposalStatus.AGREED
        assert proposal.help_request.status is RequestStatus.AGREED


MEANWHILE: dict[str, Change] = {
    "a_break": take_a_week,
    "a_rest": rest,
    "a_block": lambda s, offer: s.add(
        Block(blocker_id=_need(s).user_id, blocked_id=offer.user_id, created_at=NOW)
    ),
    "a_block_by_the_helper": lambda s, offer: s.add(
        Block(blocker_id=offer.user_id, blocked_id=_need(s).user_id, created_at=NOW)
    ),
    "a_level": lambda s, offer: (
        setattr(_need(s), "category", "papers"),
        setattr(offer.user, "level", 0),
    ),
    "not_met_after_all": lambda _s, offer: setattr(offer.user, "met_on", None),
    "an_absence": lambda s, offer: s.add(
        Absence(user_id=offer.user_id, starts_on=TODAY, ends_on=TODAY + timedelta(days=7))
    ),
    "another_week": lambda _s, offer: setattr(offer.user, "weekly_mask", 1),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_changed_while_the_run_was_solving_is_seen_before_anybody_is_asked(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    from mutualaid.services.matching import run as runs

    decide = runs.decide

    def change_meanwhile(snapshot: snapshots.Snapshot, summary: runs.RunSummary) -> None:
        decide(snapshot, summary)
        quarter.change(MEANWHILE[what])

    monkeypatch.setattr(runs, "decide", change_meanwhile)
    summary = run_group(quarter.database, quarter.group, now=NOW)
    assert (len(summary.pairings), summary.n_proposed) == (1, 0)


def _need(session: Session) -> HelpRequest:
    return session.scalars(select(HelpRequest)).one()


def _offer(session: Session) -> Offer:
    return session.scalars(select(Offer)).one()
