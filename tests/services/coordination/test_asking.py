"""Asking by hand, candidates, runs."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import (
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    RunRequest,
)
from mutualaid.services import coordination as desk
from mutualaid.services import help_requests, rules
from mutualaid.services.coordination import Side
from tests import factories
from tests.factories import NOW, thursday
from tests.services.coordination.conftest import SOON, Quarter


def test_two_helpers_asked_by_hand_make_one_appointment_when_all_said_yes(
    quarter: Quarter,
) -> None:
    quarter.request = factories.help_request(
        quarter.session, quarter.jeanne, "moving", helpers_needed=2
    )
    ali = quarter.phone_helper(quarter.home, "Ali", "+33639981203")
    asked = [quarter.ask(quarter.rose), quarter.ask(ali)]
    for proposal in asked:
        desk.answer_for(
            quarter.session, proposal, Side.HELPER, says_yes=True, by=quarter.fatima, now=SOON
        )
    desk.answer_for(
        quarter.session, asked[0], Side.RESIDENT, says_yes=True, by=quarter.fatima, now=SOON
    )
    made = quarter.session.scalars(select(Appointment)).all()
    assert [len(each.helper_rows) for each in made] == [2]


def test_what_the_rules_forbid_is_not_asked_by_hand_either(quarter: Quarter) -> None:
    quarter.rose.user.met_on = None
    quarter.session.flush()
    with pytest.raises(Refusal, match="not_met"):
        quarter.ask()


def test_somebody_of_a_quarter_without_exchange_is_not_found(quarter: Quarter) -> None:
    far = factories.neighbourhood(quarter.session, "Les Gratte-Ciel")
    with pytest.raises(NotFound):
        quarter.ask(quarter.phone_helper(far, "Ali", "+33639981203"))


def test_another_desk_s_request_is_not_asked_for(quarter: Quarter) -> None:
    with pytest.raises(NotFound):
        desk.propose_by_hand(
            quarter.session, quarter.request, quarter.rose, thursday(), by=quarter.paul, now=NOW
        )


def test_candidates_are_judged_by_the_rules_of_the_matcher(quarter: Quarter) -> None:
    unmet = quarter.phone_helper(quarter.home, "Ali", "+33639981203")
    unmet.user.met_on = None
    busy = quarter.phone_helper(quarter.home, "Zoé", "+33639981204")
    busy.user.weekly_mask = 0
    quarter.session.flush()
    found = desk.list_candidates(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    for each in found:
        assert each.obstacle == rules.obstacle(
            quarter.session, quarter.request, each.offer, thursday(), now=NOW
        )
    assert {each.helper.first_name: each.obstacle for each in found} == {
        "Rose": None,
        "Ali": "not_met",
        "Zoé": "not_free",
    }
    assert found[0].helper.first_name == "Rose"


def test_of_another_desk_only_those_who_suit_are_shown(quarter: Quarter) -> None:
    quarter.phone_helper(quarter.next_door, "Ali", "+33639981203")
    away = quarter.phone_helper(quarter.next_door, "Zoé", "+33639981204")
    away.user.weekly_mask = 0
    quarter.session.flush()
    found = desk.list_candidates(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    assert {each.helper.first_name for each in found} == {"Rose", "Ali"}


def test_the_surname_of_another_desk_s_neighbour_finds_nobody(quarter: Quarter) -> None:
    ali = quarter.phone_helper(quarter.next_door, "Ali", "+33639981203")
    ali.user.last_name = "Benali"
    quarter.rose.user.last_name = "Benard"
    quarter.session.flush()

    def names(words: str) -> set[str]:
        found = desk.list_candidates(
            quarter.session, quarter.request, by=quarter.fatima, words=words, now=NOW
        )
        return {each.helper.first_name for each in found}

    assert names("Bena") == {"Rose"}
    assert names("0639981203") == set()
    assert names("ali") == {"Ali"}
    assert names("%") == set()


def test_closing_twice_is_once(quarter: Quarter) -> None:
    for end in (help_requests.close, help_requests.close, help_requests.withdraw):
        end(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    quarter.session.refresh(quarter.request)
    assert quarter.request.status is RequestStatus.CLOSED


def n_runs(session: Session) -> int:
    return session.scalar(select(func.count(RunRequest.id))) or 0


def test_asking_twice_for_a_run_is_once(quarter: Quarter) -> None:
    for _ in range(2):
        desk.ask_run(quarter.session, [quarter.home.id], by=quarter.fatima, now=NOW)
    assert n_runs(quarter.session) == 1


def test_a_run_is_asked_once_for_neighbours_that_exchange(quarter: Quarter) -> None:
    quarter.session.add(
        type(quarter.fatima.coordinations[0])(
            user_id=quarter.fatima.id,
            neighbourhood_id=quarter.next_door.id,
            role="deputy",
            created_at=NOW,
        )
    )
    quarter.session.flush()
    quarter.session.refresh(quarter.fatima)
    both = [quarter.home.id, quarter.next_door.id]
    desk.ask_run(quarter.session, both, by=quarter.fatima, now=NOW)
    assert n_runs(quarter.session) == 1


def test_an_urgent_request_is_searched_for_at_once(quarter: Quarter) -> None:
    desk.set_urgent(quarter.session, quarter.request, is_urgent=True, by=quarter.fatima, now=NOW)
    assert quarter.request.is_urgent
    assert n_runs(quarter.session) == 1
    with pytest.raises(NotFound):
        desk.set_urgent(quarter.session, quarter.request, is_urgent=False, by=quarter.paul, now=NOW)
