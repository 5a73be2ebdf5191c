"""Reads of neighbourhoods as an operator describes them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.models import Coordinator, CoordinatorRole, DeskHalfDay, Neighbourhood


def find_by_slug(session: Session, slug: str) -> Neighbourhood | None:
    """The neighbourhood of a short name, open or not."""
    return session.scalar(select(Neighbourhood).where(Neighbourhood.slug == slug))


def get_by_slug(session: Session, slug: str) -> Neighbourhood:
    """The same; NotFound when nobody described it."""
    row = find_by_slug(session, slug)
    if row is None:
        raise NotFound("neighbourhood")
    return row


def is_code_taken(session: Session, code: str, *, by_other_than: str) -> bool:
    """Whether another neighbourhood's poster bears this code, in capitals or not."""
    return (
        session.scalar(
            select(Neighbourhood.id).where(
                func.lower(Neighbourhood.code) == code.lower(), Neighbourhood.slug != by_other_than
            )
        )
        is not None
    )


def list_roles(session: Session, neighbourhood_id: int) -> set[CoordinatorRole]:
    """Which of the two charges somebody holds."""
    return set(
        session.scalars(
            select(Coordinator.role).where(Coordinator.neighbourhood_id == neighbourhood_id)
        )
    )


def has_desk_hours(session: Session, neighbourhood_id: int) -> bool:
    """Whether somebody is ever at the desk."""
    return (
        session.scalar(
            select(DeskHalfDay.id).where(DeskHalfDay.neighbourhood_id == neighbourhood_id).limit(1)
        )
        is not None
    )
