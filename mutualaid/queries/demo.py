"""Reads of the demo: who plays whom."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from mutualaid.domain.demo import DemoRole
from mutualaid.domain.errors import NotFound
from mutualaid.models import User


def get_player(session: Session, role: DemoRole) -> User:
    """The neighbour of a role; NotFound in a database that the demo has not filled."""
    player = session.scalar(
        select(User)
        .where(User.email == role.email, User.left_at.is_(None))
        .options(selectinload(User.coordinations))
        .order_by(User.id)
        .limit(1)
    )
    if player is None:
        raise NotFound("player")
    return player
