"""The second code of whoever coordinates: a telephone's six digits (TOTP), or one of ten on paper.

Nothing is written before the first right code: until then the telephone's secret is computed from
the session that sets it up, so that looking at the page changes nothing.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from mutualaid.domain.ids import keyed_hash, same
from mutualaid.models import RecoveryCode, SecondFactor, User, UserSession
from mutualaid.services import journal, rates, sessions
from mutualaid.services.conditional import took

STEP_SECONDS = 30
DRIFT = 1
"""Half-minutes by which a telephone's clock may be off."""
N_RECOVERY = 10
MOST_TRIED = 10
"""Codes tried for one person within a quarter of an hour."""
WINDOW = timedelta(minutes=15)
SHOWN_FOR = timedelta(minutes=15)
"""How long the session that set it up may read the codes for paper."""
_SECRET_BYTES = 20


def new_secret(session: Session, row: UserSession) -> str:
    """What this session's telephone would learn; the same at each look."""
    digest = keyed_hash(session.info["secret"], "second-factor", row.id_hash)
    return b32encode(bytes.fromhex(digest)[:_SECRET_BYTES]).decode()


def address_of(secret: str, person: User, instance_name: str) -> str:
    """What the QR code says to the telephone."""
    label = person.email or person.first_name
    return pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=instance_name)


def find(session: Session, person: User) -> SecondFactor | None:
    """The telephone of this person, once it was set up."""
    return session.get(SecondFactor, person.id)


def set_up(session: Session, row: UserSession, person: User, code: str, *, now: datetime) -> bool:
    """The telephone shows the right digits: it counts from now on. Once only."""
    if not _may_try(session, person, now) or find(session, person) is not None:
        return False
    secret = new_secret(session, row)
    step = _step_of(secret, code, now)
    if step is None:
        return False
    factor = SecondFactor(
        user_id=person.id,
        secret_sealed=seal(session.info["secret"], person.id, secret),
        last_step=step,
        created_at=now,
    )
    session.add(factor)
    session.flush()
    _write_recovery_codes(session, factor, person, now)
    journal.note(session, "second_factor_set", person, by=person, now=now)
    return True


def prove(session: Session, person: User, code: str, *, now: datetime) -> bool:
    """Whether these six digits, or this code on paper, are right and fresh."""
    factor = find(session, person)
    if factor is None or not _may_try(session, person, now):
        return False
    step = _step_of(unseal(session.info["secret"], factor), code, now)
    if step is not None:
        return took(
            session,
            update(SecondFactor)
            .where(SecondFactor.user_id == person.id, SecondFactor.last_step < step)
            .values(last_step=step),
        )
    return _use_recovery_code(session, person, code, now)


def reset(session: Session, person: User, *, by: User | None, now: datetime) -> None:
    """The telephone is lost: another one is set up at the next sign-in, and nobody stays in."""
    for table in (SecondFactor, RecoveryCode):
        session.execute(
            delete(table)
            .where(table.user_id == person.id)
            .execution_options(synchronize_session=False)
        )
    sessions.revoke_all(session, person, now=now)
    journal.note(session, "second_factor_reset", person, by=by, now=now)


def recovery_codes(session: Session, factor: SecondFactor) -> list[str]:
    """The ten codes for paper that go with this telephone."""
    secret = session.info["secret"]
    digests = [
        keyed_hash(secret, "recovery-code", factor.user_id, factor.secret_sealed, n)
        for n in range(N_RECOVERY)
    ]
    texts = [f"{int(each, 16) % 10**10:010d}" for each in digests]
    return [f"{text[:5]} {text[5:]}" for text in texts]


def may_read_codes(row: UserSession, factor: SecondFactor, *, now: datetime) -> bool:
    """Only the session that set the telephone up, and not for long."""
    return row.proved_at == factor.created_at and now - factor.created_at < SHOWN_FOR


def next_code(secret: str, last_step: int, *, now: datetime) -> str:
    """The digits that a telephone shows, or the next ones when these have served: for the demo."""
    step = max(_now_step(now), last_step + 1)
    return pyotp.TOTP(secret).generate_otp(step)


def seal(key: str, user_id: int, secret: str) -> str:
    """The telephone's secret under the instance's: one block of a keyed stream, and its mark."""
    raw, nonce = b32decode(secret), secrets.token_bytes(16)
    sealed = bytes(a ^ b for a, b in zip(raw, _stream(key, user_id, nonce), strict=False))
    return urlsafe_b64encode(nonce + sealed + _mark(key, user_id, nonce + sealed)).decode()


def unseal(key: str, factor: SecondFactor) -> str:
    """The same, opened; ValueError when another instance, or another person, sealed it."""
    whole = urlsafe_b64decode(factor.secret_sealed)
    nonce, sealed, mark = whole[:16], whole[16:-16], whole[-16:]
    if not hmac.compare_digest(mark, _mark(key, factor.user_id, nonce + sealed)):
        raise ValueError("sealed by another secret: reset it with `flask admin second-factor`")
    raw = bytes(a ^ b for a, b in zip(sealed, _stream(key, factor.user_id, nonce), strict=False))
    return b32encode(raw).decode()


def _stream(key: str, user_id: int, nonce: bytes) -> bytes:
    return bytes.fromhex(keyed_hash(key, "second-factor-stream", user_id, nonce.hex()))


def _mark(key: str, user_id: int, sealed: bytes) -> bytes:
    return bytes.fromhex(keyed_hash(key, "second-factor-mark", user_id, sealed.hex()))[:16]


def _may_try(session: Session, person: User, now: datetime) -> bool:
    """Counted whatever the outcome: a thousandth try is as slow as the first."""
    return rates.count(session, "second-factor", person.id, window=WINDOW, now=now) <= MOST_TRIED


def _now_step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isdecimal())


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half-minute to which these digits belong."""
    digits, here = _digits(code), _now_step(now)
    for step in range(here - DRIFT, here + DRIFT + 1):
        if same(pyotp.TOTP(secret).generate_otp(step), digits):
            return step
    return None


def _write_recovery_codes(
    session: Session, factor: SecondFactor, person: User, now: datetime
) -> None:
    session.add_all(
        [
            RecoveryCode(
                user_id=person.id, code_hash=_recovery_hash(session, person, code), created_at=now
            )
            for code in recovery_codes(session, factor)
        ]
    )
    session.flush()


def _use_recovery_code(session: Session, person: User, code: str, now: datetime) -> bool:
    used = took(
        session,
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == person.id,
            RecoveryCode.code_hash == _recovery_hash(session, person, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now),
    )
    if used:
        journal.note(session, "recovery_code_used", person, by=person, now=now)
    return used


def _recovery_hash(session: Session, person: User, code: str) -> str:
    return keyed_hash(session.info["secret"], "recovery-code-hash", person.id, _digits(code))
