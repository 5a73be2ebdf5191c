"""How long a browser stays signed in, and what it typed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from mutualaid.services import sessions
from tests import factories
from tests.factories import NOW


def test_what_a_coordinator_types_keeps_her_signed_in_no_longer(session: Session) -> None:
    fatima = factories.coordinator(session, factories.neighbourhood(session))
    row = sessions.sign_in(session, user=fatima, replaces=None, cookie_id="a", now=NOW)
    sessions.keep_draft(session, row, "ask", {"note": ""}, now=NOW + timedelta(hours=11))
    assert row.expires_at == NOW + sessions.COORDINATOR_LIFE


def test_what_a_stranger_types_is_kept_for_a_day(session: Session) -> None:
    row = sessions.begin(session, cookie_id="a", now=NOW)
    assert row is not None
    later = NOW + timedelta(hours=5)
    sessions.keep_draft(session, row, "ask", {"note": ""}, now=later)
    assert row.expires_at == later + sessions.DRAFT_LIFE
