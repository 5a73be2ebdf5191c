"""A no taken back brings back only what may still be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.statuses import ProposalStatus
from mutualaid.services import blocks, proposals
from tests.services.proposals.conftest import LATER, Quarter


@pytest.mark.parametrize("blocker", ["karim", "jeanne"])
def test_a_no_is_not_taken_back_across_a_block(session: Session, blocker: str) -> None:
    quarter = Quarter(session)
    asked = quarter.ask(quarter.karim)
    karim = quarter.karim.user
    proposals.answer_as_helper(session, asked, False, by=karim, now=LATER)
    assert proposals.undo_possible(session, asked, now=LATER)
    one, other = (karim, quarter.jeanne) if blocker == "karim" else (quarter.jeanne, karim)
    blocks.block(session, other, by=one, now=LATER)
    soon = LATER + timedelta(minutes=1)
    assert not proposals.undo_possible(session, asked, now=soon)
    with pytest.raises(Refusal, match="too_late_to_undo"):
        proposals.undo(session, asked, by=karim, now=soon)
    assert asked.status is ProposalStatus.DECLINED
