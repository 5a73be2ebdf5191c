"""Reads of what was said the day after."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.models import Appointment, Feedback, HelpRequest, User


def find_feedback(session: Session, appointment: Appointment, person: User) -> Feedback | None:
    """What this person said about it, if anything."""
    return session.scalar(
        select(Feedback).where(
            Feedback.appointment_id == appointment.id, Feedback.user_id == person.id
        )
    )


def list_feedbacks(session: Session, appointment: Appointment) -> Sequence[Feedback]:
    """What everybody said about it."""
    return session.scalars(
        select(Feedback).where(Feedback.appointment_id == appointment.id).order_by(Feedback.id)
    ).all()


def list_of_residents(session: Session, appointment_ids: Collection[int]) -> dict[int, Feedback]:
    """The residents' words about these appointments, by appointment."""
    if not appointment_ids:
        return {}
    rows = session.scalars(
        select(Feedback)
        .join(Appointment, Appointment.id == Feedback.appointment_id)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .where(
            Feedback.appointment_id.in_(appointment_ids),
            Feedback.user_id == HelpRequest.user_id,
        )
    )
    return {row.appointment_id: row for row in rows}
