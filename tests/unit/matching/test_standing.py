"""A plan that is kept takes one more request as if it were solved anew."""

import numpy as np

from mutualaid.matching.costs import Weights
from mutualaid.matching.solve import match
from mutualaid.matching.standing import Standing
from mutualaid.matching.verify import verify
from tests.unit.matching.test_scarcity import town


def test_one_request_after_the_other_ends_in_the_plan_of_all_of_them():
    weights = Weights()
    for seed, n_gives in enumerate((40, 90, 150)):
        some = town(120, n_gives, seed)
        late = np.array([3, 40, 77, 119])
        standing = Standing(some, weights, late)
        before = len(standing.plan())
        for row in late:
            assert standing.offer_of(int(row)) == -1
            standing.insert(np.array([row]))
        plan = standing.plan()
        certificate = verify(some, plan, weights)
        assert (certificate.ok, certificate.gap) == (True, 0)
        assert certificate.primal == match(some, weights).certificate.primal
        assert before <= len(plan) <= before + len(late)
        assert {row: standing.offer_of(row) for row in plan.request_row.tolist()} == dict(
            zip(plan.request_row.tolist(), plan.offer_row.tolist(), strict=True)
        )
