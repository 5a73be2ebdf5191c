"""Sessions, sign-ins and drafts are rows, so that leaving and erasing act at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mutualaid.models.base import (
    PERSONAL,
    Base,
    Id,
    Mapped,
    bool_false,
    counter,
    fk,
    mapped_column,
    orm,
    sa,
)
from mutualaid.models.user import User


class UserSession(Base):
    """A browser that began a form or signed in; the cookie holds a random id, the row its hash."""

    __tablename__ = "sessions"

    id: Mapped[Id]
    id_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int | None] = fk("users.id")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]
    """When a coordinator gave her second code; until then she is nobody here."""

    user: orm.Mapped[User | None] = orm.relationship()


class Draft(Base):
    """What somebody typed so far in one form; dies after 24 hours."""

    __tablename__ = "drafts"
    __table_args__ = (sa.UniqueConstraint("session_id", "form"),)

    id: Mapped[Id]
    session_id: Mapped[int] = fk("sessions.id", on_delete="CASCADE", index=False)
    form: Mapped[str] = mapped_column(sa.String(20))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict, info=PERSONAL)
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignIn(Base):
    """A sign-in link and its six-digit code, good once, for thirty minutes."""

    __tablename__ = "sign_ins"

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    """To whom it was sent."""
    is_personal: Mapped[bool] = bool_false()
    """It confirms something of this very person; else anybody of the mailbox may be meant."""
    email_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    """Keyed hash of the mailbox; several people may share it. Empty: given without a mail."""
    link_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    browser_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    """The browser that asked: the link works there only, the code anywhere."""
    wrong_codes: Mapped[int] = counter(0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    user: orm.Mapped[User] = orm.relationship()


class SecondFactor(Base):
    """The telephone whose six digits a coordinator writes after the mailed link."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = fk("users.id", on_delete="CASCADE", primary_key=True, index=False)
    secret_sealed: Mapped[str] = mapped_column(sa.String(160))
    """Worth nothing without the instance's secret."""
    last_step: Mapped[int] = counter(0)
    """Half-minute of the last code accepted: none is accepted twice."""
    created_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of ten codes on paper, for the day when the telephone is lost; good once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (sa.UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id", on_delete="CASCADE", index=False)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
