"""Teams, weekly and long requests in a few words: what each may take, and who comes first."""

from dataclasses import replace

from mutualaid.matching.explain import UnmatchedCode
from tests.unit.matching.small import Ask, Give
from tests.unit.matching.wide_needs import DAY, TUESDAYS, Need, run, who

WEEKLY = Need(Ask())
FREE = Give(slots=TUESDAYS, capacity=2, rhythm=4)


def test_a_helper_free_on_all_dates_is_asked():
    result = run([WEEKLY], [FREE])
    assert result.ok
    assert who(result) == [(0, 0, -1)]
    assert (result.placed.slot.tolist(), result.placed.taken.tolist()) == ([1], [TUESDAYS])


def test_days_are_joined_with_and():
    result = run([WEEKLY], [replace(FREE, slots=0b010 << 3)])
    assert who(result) == []
    assert result.unplaced.reason(0).code is UnmatchedCode.NOBODY_FREE


def test_one_gap_is_accepted_only_when_nobody_is_whole():
    near_with_gap = replace(FREE, ids=1, slots=TUESDAYS & ~(DAY << 3))
    far_and_whole = replace(FREE, ids=2, lat=47.006)
    assert who(run([WEEKLY], [near_with_gap, far_and_whole])) == [(0, 1, -1)]
    result = run([WEEKLY], [near_with_gap])
    assert result.ok
    assert who(result) == [(0, 0, 1)]
    assert result.placed.taken.tolist() == [TUESDAYS & ~(DAY << 3)]


def test_a_series_whose_first_date_is_missing_begins_with_the_second():
    result = run([WEEKLY], [replace(FREE, slots=TUESDAYS & ~DAY)])
    assert (who(result), result.placed.slot.tolist()) == ([(0, 0, 0)], [4])


def test_two_half_days_are_never_split():
    whole_day = Need(Ask(), (0b011, 0b110), books=1, may_miss=False)
    assert who(run([whole_day], [replace(FREE, slots=0b101)])) == []
    result = run([whole_day], [replace(FREE, slots=0b110)])
    assert (result.placed.slot.tolist(), result.placed.taken.tolist()) == ([1], [0b110])


def test_a_weekly_need_takes_four_of_the_rhythm():
    assert who(run([WEEKLY], [replace(FREE, load=1, rhythm=4)])) == []
    assert who(run([WEEKLY], [replace(FREE, load=1, rhythm=5)])) == [(0, 0, -1)]
    assert who(run([WEEKLY], [replace(FREE, load=9, rhythm=0)])) == [(0, 0, -1)]
    evenings = Need(Ask(ids=2), (TUESDAYS << 1,))
    both = replace(FREE, slots=TUESDAYS | TUESDAYS << 1)
    assert len(who(run([WEEKLY, evenings], [replace(both, rhythm=7)]))) == 1
    assert len(who(run([WEEKLY, evenings], [replace(both, rhythm=8)]))) == 2


def test_a_rhythm_that_leaves_no_room_is_the_reason():
    result = run([WEEKLY], [replace(FREE, load=1, rhythm=4)])
    assert result.unplaced.reason(0).code is UnmatchedCode.ALL_AT_THEIR_RHYTHM


def test_a_single_and_a_series_share_a_helper():
    single = Ask(ids=9, slots=0b010)
    result = run([WEEKLY], [replace(FREE, rhythm=5)], [single])
    assert len(result.plan) == 1
    assert result.ok
    assert who(result) == [(0, 0, 0)]


def test_the_pressing_come_first_and_then_the_longest_wait():
    needs = [
        Need(Ask(ids=1, waiting_days=9.0)),
        Need(Ask(ids=2, waiting_days=30.0)),
        Need(Ask(ids=3, urgent=True)),
    ]
    result = run(needs, [replace(FREE, ids=col, capacity=1) for col in range(2)])
    assert [row for row, _, _ in who(result)] == [1, 2]
    assert result.unplaced.reason(0).code is UnmatchedCode.WAITS_BEHIND


TEAM = Need(Ask(), (0b010, 0b010000), books=1, may_miss=False, needs=2)
PORTER = Give(slots=0b010, capacity=1)


def test_a_team_comes_complete_or_not_at_all():
    one = run([TEAM], [PORTER])
    assert one.ok
    assert who(one) == []
    two = run([TEAM], [PORTER, replace(PORTER, ids=2)])
    assert two.ok
    assert who(two) == [(0, 0, -1), (0, 1, -1)]


def test_a_team_comes_at_one_time():
    apart = [PORTER, replace(PORTER, ids=2, slots=0b010000)]
    result = run([TEAM], apart)
    assert who(result) == []
    reason = result.unplaced.reason(0)
    assert (reason.code, reason.n) == (UnmatchedCode.TOO_FEW_TOGETHER, 1)
    three = run([TEAM], [*apart, replace(PORTER, ids=3, slots=0b010000)])
    assert who(three) == [(0, 1, -1), (0, 2, -1)]
    assert len(set(three.placed.slot.tolist())) == 1


def test_a_team_may_take_the_helper_of_a_single_who_finds_another():
    single = Ask(ids=9, slots=0b010)
    elsewhere = Give(ids=3, slots=0b010, lat=47.006)
    far_for_the_team = replace(TEAM, ask=Ask(reach_m=300.0))
    gives = [PORTER, replace(PORTER, ids=2), elsewhere]
    result = run([far_for_the_team], gives, [single])
    assert result.ok
    assert who(result) == [(0, 0, -1), (0, 1, -1)]
    assert result.plan.offer_row.tolist() == [2]


def test_a_pressing_single_comes_before_a_team_that_does_not_press():
    single = Ask(ids=9, slots=0b010, urgent=True)
    result = run([replace(TEAM, needs=3)], [replace(PORTER, ids=col) for col in range(3)], [single])
    assert (len(result.plan), who(result)) == (1, [])
    calm = run(
        [replace(TEAM, needs=3)],
        [replace(PORTER, ids=col) for col in range(3)],
        [replace(single, urgent=False)],
    )
    assert (len(calm.plan), len(who(calm))) == (0, 3)


def test_another_half_day_would_help_a_team_only_when_enough_are_free_then():
    gives = [replace(PORTER, ids=col, slots=0b1000) for col in range(2)]
    free_later = [Give(ids=8, slots=0b010)]
    reason = run([TEAM], [*gives, *free_later]).unplaced.reason(0)
    assert (reason.unlock_slot, reason.unlock_n) == (3, 2)
    reason = run([TEAM], [*gives[:1], *free_later]).unplaced.reason(0)
    assert (reason.unlock_slot, reason.unlock_n) == (-1, 0)


def test_the_bound_of_a_plan_without_rivals_is_what_it_costs():
    gives = [PORTER, replace(PORTER, ids=2), replace(FREE, ids=3)]
    result = run([TEAM, replace(WEEKLY, ask=Ask(ids=2))], gives)
    assert result.ok
    assert result.certificate.gap == 0
    assert result.certificate.served == result.certificate.servable == 2 * 100 + 100


def test_half_a_team_is_half_served_for_the_bound_alone():
    """Three helpers, two teams of two: one comes; by the gap, one and a half might."""
    needs = [replace(TEAM, ask=Ask(ids=row), choices=(0b010,)) for row in range(2)]
    result = run(needs, [replace(PORTER, ids=col) for col in range(3)])
    assert result.ok
    assert len(who(result)) == 2
    assert (result.certificate.served, result.certificate.servable) == (200, 300)
    assert 490_000 < result.certificate.gap_ppm < 510_000


def test_who_else_asks_and_where_does_not_mix_up_the_helpers():
    """Rows are drawn by squares of the town, which begin at whoever lives farthest west."""
    long = Need(Ask(), (0b011,), books=1, may_miss=False)
    gives = [Give(ids=col, lat=47.0 + 0.03 * col, lon=2.01, slots=0b011) for col in range(3)]
    needs = [
        replace(long, ask=Ask(ids=row, lat=give.lat, lon=2.01)) for row, give in enumerate(gives)
    ]
    for west in (1.91, 1.93, 1.95, 1.97):
        result = run(needs, gives, [Ask(ids=9, lon=west)])
        assert result.ok, result.certificate.violations
        assert who(result) == [(row, row, -1) for row in range(3)]
