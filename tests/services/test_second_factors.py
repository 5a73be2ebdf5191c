"""The second code: accepted once, sealed in the database, ten codes on paper."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.models import Neighbourhood, RecoveryCode, SecondFactor, User, UserSession
from mutualaid.services import second_factors, sessions
from tests import factories
from tests.factories import NOW


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return factories.coordinator(session, home)


@pytest.fixture
def row(session: Session, fatima: User) -> UserSession:
    """Her mailed link was used, her second code is owed."""
    return sessions.sign_in(
        session, user=fatima, replaces=None, cookie_id="half", now=NOW, is_proved=False
    )


@pytest.fixture
def phone(session: Session, row: UserSession, fatima: User) -> pyotp.TOTP:
    """Her telephone, set up a minute ago."""
    secret = second_factors.new_secret(session, row)
    before = NOW - timedelta(minutes=1)
    code = pyotp.TOTP(secret).at(before)
    assert second_factors.set_up(session, row, fatima, code, now=before)
    return pyotp.TOTP(secret)


def test_a_session_without_it_is_not_proved_and_a_neighbours_never_is(
    session: Session, row: UserSession, home: Neighbourhood
) -> None:
    assert row.proved_at is None
    karim = factories.person(session, home, "Karim")
    kept = sessions.sign_in(session, user=karim, replaces=None, cookie_id="b", now=NOW)
    assert kept.proved_at is None


def test_a_code_is_accepted_once(session: Session, fatima: User, phone: pyotp.TOTP) -> None:
    code = phone.at(NOW)
    assert second_factors.prove(session, fatima, code, now=NOW)
    assert not second_factors.prove(session, fatima, code, now=NOW + timedelta(seconds=5))
    before = phone.at(NOW - timedelta(seconds=30))
    assert not second_factors.prove(session, fatima, before, now=NOW)


@pytest.mark.parametrize(
    ("seconds", "is_right"), [(-30, True), (30, True), (-90, False), (90, False)]
)
def test_a_clock_may_be_off_by_half_a_minute(
    session: Session, fatima: User, phone: pyotp.TOTP, seconds: int, is_right: bool
) -> None:
    now = NOW + timedelta(minutes=5)
    code = phone.at(now + timedelta(seconds=seconds))
    assert second_factors.prove(session, fatima, code, now=now) is is_right


def test_each_code_on_paper_works_once_however_it_is_written(
    session: Session, fatima: User, phone: pyotp.TOTP
) -> None:
    factor = session.get_one(SecondFactor, fatima.id)
    codes = second_factors.recovery_codes(session, factor)
    assert len(set(codes)) == 10
    for n, code in enumerate(codes):
        now = NOW + timedelta(hours=n)
        assert second_factors.prove(session, fatima, code.replace(" ", "-"), now=now)
        assert not second_factors.prove(session, fatima, code, now=now)
    assert all(each.used_at for each in session.scalars(select(RecoveryCode)))


def test_neither_the_secret_nor_a_code_stands_in_the_database(
    session: Session, fatima: User, phone: pyotp.TOTP
) -> None:
    factor = session.get_one(SecondFactor, fatima.id)
    codes = second_factors.recovery_codes(session, factor)
    kept = factor.secret_sealed + "".join(
        each.code_hash for each in session.scalars(select(RecoveryCode))
    )
    assert phone.secret not in kept
    assert not any(code.replace(" ", "") in kept for code in codes)


def test_what_is_sealed_opens_for_this_person_and_this_instance_only(
    session: Session, fatima: User, phone: pyotp.TOTP
) -> None:
    factor = session.get_one(SecondFactor, fatima.id)
    key = session.info["secret"]
    assert second_factors.unseal(key, factor) == phone.secret
    moved = SecondFactor(user_id=fatima.id + 1, secret_sealed=factor.secret_sealed)
    for found, secret in ((factor, "another secret"), (moved, key)):
        with pytest.raises(ValueError, match="sealed by another"):
            second_factors.unseal(secret, found)


def test_after_ten_tries_even_the_right_code_waits_a_quarter_of_an_hour(
    session: Session, fatima: User, phone: pyotp.TOTP
) -> None:
    for _ in range(10):
        assert not second_factors.prove(session, fatima, "000000", now=NOW)
    assert not second_factors.prove(session, fatima, phone.at(NOW), now=NOW)
    later = NOW + timedelta(minutes=15)
    assert second_factors.prove(session, fatima, phone.at(later), now=later)


def test_a_telephone_is_not_replaced_by_whoever_opened_the_link_only(
    session: Session, fatima: User, phone: pyotp.TOTP
) -> None:
    other = sessions.sign_in(
        session, user=fatima, replaces=None, cookie_id="thief", now=NOW, is_proved=False
    )
    code = pyotp.TOTP(second_factors.new_secret(session, other)).at(NOW)
    assert not second_factors.set_up(session, other, fatima, code, now=NOW)


def test_a_reset_signs_out_and_lets_another_telephone_be_set_up(
    session: Session, fatima: User, phone: pyotp.TOTP
) -> None:
    kept = sessions.sign_in(session, user=fatima, replaces=None, cookie_id="c", now=NOW)
    assert kept.proved_at == NOW
    second_factors.reset(session, fatima, by=None, now=NOW)
    session.refresh(kept)
    assert kept.revoked_at == NOW
    assert second_factors.find(session, fatima) is None
    assert session.scalars(select(RecoveryCode)).all() == []
