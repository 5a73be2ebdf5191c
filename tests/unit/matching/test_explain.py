"""A reason for every pair and every request left out: the first true one."""

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given, settings

import mutualaid.matching
from mutualaid.matching.costs import Weights
from mutualaid.matching.explain import (
    AskedFor,
    Candidate,
    PairCode,
    PairReason,
    UnmatchedCode,
    reason_for_no_pair,
    reasons_for_pair,
)
from mutualaid.matching.solve import match
from tests.unit.matching.small import Ask, Give, instance, metres, need_of
from tests.unit.matching.test_solve import ASKS, GIVES, PAIRS, numbered

ASK = AskedFor(category=0, slots=0b001, need=3)
GOOD = Candidate(
    categories=1,
    slots=0b011,
    distance_m=300,
    reach_m=400.0,
    level=0,
    met=True,
    languages=1,
    capacity=1,
    load=0,
    rhythm=0,
)
BUSY = replace(GOOD, held_slots=0b001, serves_needs=(9,))
LADDER = [
    (UnmatchedCode.NOBODY_OFFERS, replace(GOOD, categories=2)),
    (UnmatchedCode.NOBODY_FREE, replace(GOOD, slots=0b010)),
    (UnmatchedCode.ALL_TOO_FAR, replace(GOOD, distance_m=401)),
    (UnmatchedCode.NOBODY_MET, replace(GOOD, met=False)),
    (UnmatchedCode.NO_COMMON_LANGUAGE, replace(GOOD, languages=0)),
    (UnmatchedCode.ALL_ASKED_THIS_WEEK, replace(GOOD, capacity=0)),
    (UnmatchedCode.ALL_AT_THEIR_RHYTHM, replace(GOOD, capacity=0, load=2, rhythm=2)),
    (UnmatchedCode.ALL_HAVE_BEEN_ASKED, replace(GOOD, was_asked=True)),
    (UnmatchedCode.NOBODY_SUITS, replace(GOOD, is_forbidden=True)),
]


def test_a_pair_is_near_free_and_not_asked_yet():
    assert reasons_for_pair(120, 5, 0) == (
        PairReason(PairCode.CLOSE_BY),
        PairReason(PairCode.FREE_ON, 5),
        PairReason(PairCode.NOT_ASKED_THIS_MONTH),
    )


def test_distances_are_said_as_people_walk_them():
    said = {
        metre: reasons_for_pair(metre, 0, 0)[0] for metre in (400, 401, 800, 801, 1600, 1601, 3001)
    }
    assert [reason.code for reason in said.values()] == [
        PairCode.CLOSE_BY,
        *[PairCode.TEN_MINUTES] * 2,
        *[PairCode.TWENTY_MINUTES] * 2,
        *[PairCode.KILOMETRES] * 2,
    ]
    assert [said[1601].n, said[3001].n] == [2, 4]
    assert reasons_for_pair(None, 0, 0)[0].code is PairCode.REMOTE


def test_a_pair_says_how_often_the_helper_was_asked():
    assert reasons_for_pair(0, 0, 3)[2] == PairReason(PairCode.JOBS_THIS_MONTH, 3)


def test_a_face_speaks_for_a_pair_when_it_is_the_wished_one():
    for is_known, code in ((False, PairCode.NEW_FACE), (True, PairCode.KNOWN_FACE)):
        said = {
            prefers: reasons_for_pair(0, 0, 0, is_known=is_known, prefers_known=prefers)[3:]
            for prefers in (None, is_known, not is_known)
        }
        assert said == {None: (), is_known: (PairReason(code),), not is_known: ()}


def test_each_rule_gives_its_own_reason():
    asked = replace(ASK, language=1)
    for code, helper in LADDER:
        assert reason_for_no_pair(asked, [helper]).code is code


def test_the_reason_is_the_last_rule_that_still_had_someone():
    asked = replace(ASK, language=1)
    for step, (code, _) in enumerate(LADDER):
        up_to_here = [helper for _, helper in LADDER[: step + 1]]
        reason = reason_for_no_pair(asked, up_to_here)
        assert reason.code is code
        assert reason.n == (1 if step else 0)


def test_n_counts_those_who_passed_the_rules_before():
    far = replace(GOOD, distance_m=9000)
    reason = reason_for_no_pair(ASK, [far, far, replace(far, slots=0)])
    assert (reason.code, reason.n) == (UnmatchedCode.ALL_TOO_FAR, 2)


def test_a_low_level_reads_as_not_met_for_this_kind_of_help():
    assert reason_for_no_pair(replace(ASK, level=1), [GOOD]).code is UnmatchedCode.NOBODY_MET


def test_waiting_behind_counts_the_requests_that_are_as_pressing_or_more():
    other = replace(BUSY, serves_needs=(1, 3, 20))
    reason = reason_for_no_pair(ASK, [BUSY, other])
    assert (reason.code, reason.n) == (UnmatchedCode.WAITS_BEHIND, 3)


def test_nothing_is_said_of_a_queue_where_nobody_is_as_pressing():
    newer = replace(BUSY, serves_needs=(1,))
    assert reason_for_no_pair(ASK, [newer]).code is UnmatchedCode.NOBODY_SUITS


def test_what_the_engine_does_not_do_goes_to_the_coordinator_first():
    assert (
        reason_for_no_pair(replace(ASK, needs_coordinator=True), []).code
        is UnmatchedCode.NEEDS_COORDINATOR
    )
    lost = replace(ASK, is_placed=False, needs_coordinator=True)
    assert reason_for_no_pair(lost, []).code is UnmatchedCode.NOT_PLACED
    assert (
        reason_for_no_pair(replace(lost, has_place=False, needs_coordinator=False), []).code
        is UnmatchedCode.NOBODY_OFFERS
    )


def test_another_half_day_unlocks_it_where_most_are_free():
    thursday, friday = 0b01000, 0b10000
    helpers = [replace(GOOD, slots=slots) for slots in (thursday, thursday | friday, friday)]
    reason = reason_for_no_pair(ASK, [*helpers, replace(GOOD, slots=thursday)])
    assert (reason.code, reason.unlock_slot, reason.unlock_n) == (UnmatchedCode.NOBODY_FREE, 3, 3)


def test_nobody_who_cannot_come_is_counted_as_free_another_day():
    full = replace(GOOD, slots=0b1000, capacity=1, serves_needs=(9,))
    held = replace(GOOD, slots=0b1000, held_slots=0b1000, capacity=2, serves_needs=(9,))
    blocked = replace(GOOD, slots=0b1000, is_forbidden=True)
    reason = reason_for_no_pair(ASK, [full, held, blocked, replace(GOOD, slots=0, met=False)])
    assert (reason.unlock_slot, reason.unlock_n) == (-1, 0)


def candidates_after(asks, gives, row, plan, pairs):
    """The helpers beside one request, as plain records."""
    ask, (forbidden, asked) = asks[row], pairs
    found = []
    for col, give in enumerate(gives):
        mine = plan.offer_row == col
        found.append(
            Candidate(
                categories=give.categories,
                slots=give.slots,
                distance_m=metres(ask, give),
                reach_m=min(ask.reach_m, give.reach_m),
                level=give.level,
                met=give.met,
                languages=give.languages,
                capacity=give.capacity,
                load=give.load,
                rhythm=give.rhythm,
                is_here=ask.neighbourhood == give.neighbourhood,
                was_asked=(row, col) in asked,
                is_forbidden=(row, col) in forbidden,
                held_slots=int(np.bitwise_or.reduce(1 << plan.slot[mine], initial=0)),
                serves_needs=tuple(
                    need_of(asks[other], Weights()) for other in plan.request_row[mine]
                ),
            )
        )
    return found


@settings(max_examples=200, deadline=None)
@given(ASKS, GIVES, PAIRS, PAIRS)
def test_the_bulk_reasons_are_those_of_the_plain_ones(asks, gives, forbidden, asked):
    asks, gives, forbidden = numbered(asks, gives, forbidden)
    _, _, asked = numbered(asks, gives, asked)
    some = instance(asks, gives, agree=np.eye(2), forbidden=forbidden, asked=asked)
    result = match(some)
    served = set(result.plan.request_row.tolist())
    assert result.unmatched.request_row.tolist() == [
        row for row in range(len(asks)) if row not in served
    ]
    for position, row in enumerate(result.unmatched.request_row.tolist()):
        ask = asks[row]
        plain = AskedFor(
            category=ask.category,
            slots=ask.slots,
            need=need_of(ask, Weights()),
            has_place=ask.has_place,
            level=ask.level,
            needs_met=ask.needs_met,
            language=ask.language,
        )
        helpers = candidates_after(asks, gives, row, result.plan, (forbidden, asked))
        assert result.unmatched.reason(position) == reason_for_no_pair(plain, helpers)


def test_blocks_and_households_are_never_named():
    some = instance([Ask()], [Give()], forbidden=[(0, 0)])
    assert match(some).unmatched.reason(0).code is UnmatchedCode.NOBODY_SUITS


def test_explaining_loads_no_array_library():
    code = (
        "import sys, mutualaid.matching.explain; "
        "sys.exit('numpy' in sys.modules or 'numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_proof_knows_nothing_of_the_solver():
    folder = Path(mutualaid.matching.__file__).parent
    seen, to_read = set(), ["verify"]
    while to_read:
        name = to_read.pop()
        seen.add(name)
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mutualaid"):
                module = node.module.rsplit(".", 1)[1]
                to_read += [module] if module not in seen else []
    assert seen.isdisjoint({"flow", "candidates", "grid", "placing", "solve"})
