"""Reads of « je serai en retard » and « il n'y a personne »."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.models import AppointmentNotice


def list_notices(session: Session, appointment_ids: Collection[int]) -> list[AppointmentNotice]:
    """What was said about these appointments, with who said it, the oldest first."""
    if not appointment_ids:
        return []
    return list(
        session.scalars(
            select(AppointmentNotice)
            .where(AppointmentNotice.appointment_id.in_(appointment_ids))
            .options(joinedload(AppointmentNotice.user))
            .order_by(AppointmentNotice.id)
        )
    )


def get_notice(session: Session, notice_id: int) -> AppointmentNotice:
    """One of them; NotFound when there is none."""
    found = session.get(AppointmentNotice, notice_id)
    if found is None:
        raise NotFound("notice")
    return found
