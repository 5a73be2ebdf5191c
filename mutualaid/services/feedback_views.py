"""The page of the day after, as one of the two may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.models import Appointment, Feedback, User
from mutualaid.queries.appointments import others_of
from mutualaid.queries.feedbacks import find_feedback
from mutualaid.queries.ties import ids_blocked_with
from mutualaid.services.feedbacks import may_speak


@dataclass(frozen=True)
class FeedbackView:
    """Her own answers, never the other's."""

    person: User
    appointment: Appointment
    others: list[User]
    said: Feedback | None
    is_open: bool
    """Whether answers are still taken."""

    @property
    def names(self) -> list[str]:
        """Whom she met."""
        return [each.first_name for each in self.others]

    @property
    def is_resident(self) -> bool:
        """Whether thanks are hers to say."""
        return self.person.id == self.appointment.help_request.user_id

    @property
    def took_place(self) -> bool | None:
        """What she said about that; none when she said nothing."""
        return self.said.took_place if self.said is not None else None


def feedback_of(
    session: Session, appointment: Appointment, person: User, *, now: datetime
) -> FeedbackView:
    """Whom she blocked, or who blocked her, is not asked about any more."""
    blocked = ids_blocked_with(session, person)
    return FeedbackView(
        person,
        appointment,
        [each for each in others_of(appointment, person) if each.id not in blocked],
        find_feedback(session, appointment, person),
        may_speak(appointment, person, now=now),
    )
