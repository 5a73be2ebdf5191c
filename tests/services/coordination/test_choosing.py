"""The bench: the next search keeps to what a coordinator decided, whichever search it is."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.slots import HalfDay
from mutualaid.models import (
    HelperRefusal,
    HelperWish,
    HelpRequest,
    JournalEntry,
    Message,
    Offer,
    Proposal,
    RequestChoice,
    RunRequest,
    User,
)
from mutualaid.services import asking_next
from mutualaid.services import coordination as desk
from mutualaid.services.matching import run_group
from tests import factories
from tests.factories import NOW, thursday
from tests.services.coordination.conftest import Quarter

PIN, FORBID = HelperWish.PIN, HelperWish.FORBID


class Bench:
    """Jeanne's need; Near and Far could come, Near is the matcher's choice."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as session:
            home = factories.neighbourhood(session)
            self.group = [home.id]
            self.boss_id = factories.coordinator(session, home).id
            jeanne = factories.person(session, home, "Jeanne")
            self.request_id = factories.help_request(session, jeanne).id
            self.near_id = factories.helper(session, home, "Near").id
            far = factories.helper(session, home, "Far")
            far.user.place = factories.place(session, home, number="90", north_m=600.0)
            self.far_id = far.id

    def decide(self, offer_id: int, wish: HelperWish) -> None:
        with self.database.transaction() as session:
            desk.choose(
                session,
                session.get_one(HelpRequest, self.request_id),
                session.get_one(Offer, offer_id),
                wish,
                by=session.get_one(User, self.boss_id),
                now=NOW,
            )

    def run(self) -> list[int | None]:
        run_group(self.database, self.group, now=NOW)
        with self.database.reading() as session:
            return list(session.scalars(select(Proposal.offer_id)))

    def look(self) -> int | None:
        with self.database.reading() as session:
            found = asking_next.look(
                session, session.get_one(HelpRequest, self.request_id), now=NOW
            )
            return found.offer_id if isinstance(found, asking_next.Choice) else None


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


def test_without_a_word_the_nearest_is_asked(bench: Bench) -> None:
    assert bench.look() == bench.near_id
    assert bench.run() == [bench.near_id]


def test_whoever_is_pinned_is_asked_first_by_both_searches(bench: Bench) -> None:
    bench.decide(bench.far_id, PIN)
    assert bench.look() == bench.far_id
    assert bench.run() == [bench.far_id]


def test_whoever_is_forbidden_is_asked_by_neither(bench: Bench) -> None:
    bench.decide(bench.near_id, FORBID)
    assert bench.look() == bench.far_id
    assert bench.run() == [bench.far_id]


def test_a_pin_that_the_rules_forbid_holds_nobody_up(bench: Bench) -> None:
    bench.decide(bench.far_id, PIN)
    with bench.database.transaction() as session:
        session.get_one(Offer, bench.far_id).user.weekly_mask = 0
    assert bench.look() == bench.near_id
    assert bench.run() == [bench.near_id]


def test_a_pin_that_said_no_holds_nobody_up(bench: Bench) -> None:
    bench.decide(bench.far_id, PIN)
    with bench.database.transaction() as session:
        helper_id = session.get_one(Offer, bench.far_id).user_id
        session.add(
            HelperRefusal(help_request_id=bench.request_id, helper_id=helper_id, created_at=NOW)
        )
    assert bench.look() == bench.near_id
    assert bench.run() == [bench.near_id]


def test_the_last_word_counts_and_is_kept_with_its_author(bench: Bench) -> None:
    bench.decide(bench.near_id, PIN)
    bench.decide(bench.near_id, FORBID)
    with bench.database.reading() as session:
        choice = session.scalars(select(RequestChoice)).one()
        assert (choice.wish, choice.decided_by_id) == (FORBID, bench.boss_id)
        said = session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)).all()
        assert [each for each in said if each.startswith("helper_")] == [
            "helper_pin",
            "helper_forbid",
        ]


def test_taken_back_everything_is_as_before(bench: Bench) -> None:
    bench.decide(bench.near_id, FORBID)
    with bench.database.transaction() as session:
        desk.take_back(
            session,
            session.get_one(HelpRequest, bench.request_id),
            session.get_one(Offer, bench.near_id),
            by=session.get_one(User, bench.boss_id),
            now=NOW,
        )
    assert bench.run() == [bench.near_id]


def test_forbidden_while_a_plan_was_computed_is_not_written(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mutualaid.services.matching import run

    decide = run.decide

    def decide_and_forbid(*given: object) -> None:
        decide(*given)  # type: ignore[arg-type]
        bench.decide(bench.near_id, FORBID)

    monkeypatch.setattr(run, "decide", decide_and_forbid)
    assert bench.run() == []


def test_trying_out_writes_nothing_and_says_whom(quarter: Quarter) -> None:
    trial = desk.try_out(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    assert (trial.helper, trial.slot) == (quarter.rose.user, thursday())
    for table in (Proposal, Message, RunRequest):
        assert quarter.session.scalar(select(func.count()).select_from(table)) == 0


def test_trying_out_says_why_nobody_and_what_would_unlock_it(quarter: Quarter) -> None:
    quarter.rose.user.weekly_mask = factories_mask(HalfDay.MORNING)
    quarter.session.flush()
    trial = desk.try_out(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    assert trial.helper is None
    assert trial.reason is not None
    assert trial.reason["code"] == "nobody_free"
    assert trial.reason["unlock_n"] == 1


def factories_mask(half_day: HalfDay) -> int:
    """Every day of the week, at this half-day only."""
    from mutualaid.domain.slots import weekly_bit

    return sum(1 << weekly_bit(day, half_day) for day in range(7))


def test_what_is_forbidden_is_not_asked_by_hand_either(quarter: Quarter) -> None:
    desk.choose(quarter.session, quarter.request, quarter.rose, FORBID, by=quarter.fatima, now=NOW)
    with pytest.raises(Refusal, match="forbidden"):
        quarter.ask()


def test_another_desk_decides_nothing(quarter: Quarter) -> None:
    for act in (desk.choose, desk.take_back):
        words = (FORBID,) if act is desk.choose else ()
        with pytest.raises(NotFound):
            act(quarter.session, quarter.request, quarter.rose, *words, by=quarter.paul, now=NOW)
    with pytest.raises(NotFound):
        desk.search_for_one(quarter.session, quarter.request, by=quarter.paul, now=NOW)


def test_let_it_ask_now_is_one_search_however_often_it_is_pressed(quarter: Quarter) -> None:
    for _ in range(2):
        desk.search_for_one(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    row = quarter.session.scalars(select(RunRequest)).one()
    assert row.help_request_id == quarter.request.id
