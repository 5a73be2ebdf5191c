"""What people change of themselves: how they are reached, where they live."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.models import Neighbourhood
from mutualaid.services import users
from tests import factories as f


def test_nobody_chooses_a_phone_that_we_do_not_have(session: Session, home: Neighbourhood) -> None:
    rose = f.person(session, home, "Rose", phone=None)
    with pytest.raises(Refusal, match="no_such_contact"):
        users.choose_contact(
            session, rose, contact_choice="phone", ui_language="fr", languages=["fr"],
            by=rose, now=f.NOW,
        )  # fmt: skip


def test_moving_changes_the_neighbourhood_and_only_by_oneself_or_her_coordinator(
    session: Session, home: Neighbourhood
) -> None:
    rose, ali = f.person(session, home, "Rose"), f.person(session, home, "Ali")
    cusset = f.neighbourhood(session, "Cusset")
    with pytest.raises(NotFound):
        users.move(session, rose, f.place(session, cusset), by=ali, now=f.NOW)
    users.move(session, rose, f.place(session, cusset), by=rose, now=f.NOW)
    assert rose.neighbourhood_id == cusset.id
