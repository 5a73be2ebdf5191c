"""What several calls have in common: the script itself, the day, how to reach somebody."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from mutualaid.domain.clock import DEFAULT_ZONE
from mutualaid.models import User
from mutualaid.queries.contacts import contact_of
from mutualaid.queries.tasks import Call
from mutualaid.wording.dates import slot_phrase
from mutualaid.wording.phones import phone_in_pairs
from mutualaid.wording.series import asked_phrase


@dataclass(frozen=True)
class Script:
    """Sentences to read aloud, and the two answers when something is asked."""

    lines: tuple[str, ...]
    yes: str = ""
    no: str = ""

    @property
    def is_question(self) -> bool:
        """Whether a yes or a no is expected."""
        return bool(self.yes)


def zone_of(call: Call) -> str:
    """The wall clock of the need."""
    return call.help_request.zone if call.help_request else DEFAULT_ZONE


def slot_of(call: Call) -> str:
    """The day that the call is about."""
    if call.appointment is not None:
        return slot_phrase(
            call.appointment.on_date, call.appointment.half_day, call.appointment.start_time
        )
    if call.proposal is not None:
        return asked_phrase(call.proposal)
    return ""


def reach(other: User) -> str:
    """« Pour joindre Karim : 06 … »."""
    return gettext(
        "To reach %(name)s: %(contact)s.", name=other.first_name, contact=contact_text(other)
    )


def contact_text(other: User) -> str:
    """What the other chose to give: a phone, an e-mail, or the desk's number."""
    contact = contact_of(other)
    return phone_in_pairs(contact.phone) if contact.phone else contact.email
