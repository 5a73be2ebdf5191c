"""How long a browser stays signed in, and what it typed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from mutualaid.models import CoordinatorRole
from mutualaid.services import neighbourhoods, sessions, users
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


def test_another_level_signs_every_device_out_and_the_same_one_none(session: Session) -> None:
    home = factories.neighbourhood(session)
    fatima = factories.coordinator(session, home)
    karim = factories.helper(session, home, "Karim", level=0).user
    for level, is_out in ((0, False), (1, True)):
        row = sessions.sign_in(session, user=karim, replaces=None, cookie_id=f"{level}", now=NOW)
        users.set_level(session, karim, level, by=fatima, now=NOW)
        session.refresh(row)
        assert (row.revoked_at is not None) is is_out


def test_who_takes_a_desk_signs_in_again_for_hours_and_not_for_weeks(session: Session) -> None:
    home = factories.neighbourhood(session)
    karim = factories.person(session, home, "Karim")
    row = sessions.sign_in(session, user=karim, replaces=None, cookie_id="a", now=NOW)
    other = factories.person(session, home, "Rose")
    kept = sessions.sign_in(session, user=other, replaces=None, cookie_id="b", now=NOW)
    neighbourhoods.add_coordinator(session, home, karim, CoordinatorRole.DEPUTY, now=NOW)
    session.refresh(row)
    session.refresh(kept)
    assert row.revoked_at == NOW
    assert kept.revoked_at is None
    again = sessions.sign_in(session, user=karim, replaces=None, cookie_id="c", now=NOW)
    assert again.expires_at == NOW + sessions.COORDINATOR_LIFE
