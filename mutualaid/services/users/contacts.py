"""What others read to reach somebody, and in which languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.models import ContactChoice, User
from mutualaid.services import journal


def choose_contact(
    session: Session,
    user: User,
    *,
    contact_choice: str,
    ui_language: str,
    languages: Sequence[str],
    by: User,
    now: datetime,
) -> None:
    """What the other reads after two yeses, and the languages to write and to speak in."""
    if not policies.may_act_for(by, user):
        raise NotFound("user")
    chosen = ContactChoice(contact_choice)
    reachable = {ContactChoice.PHONE: user.phone, ContactChoice.EMAIL: user.email}
    if not reachable.get(chosen, "desk"):
        raise Refusal("no_such_contact")
    user.contact_choice = chosen
    user.ui_language = ui_language
    user.languages = list(dict.fromkeys(languages)) or [ui_language]
    session.flush()
    journal.note(session, "contact_chosen", user, by=by, now=now)


def first_choice(email: str | None, phone: str | None) -> ContactChoice:
    """What others read of somebody who has not chosen yet."""
    if phone:
        return ContactChoice.PHONE
    return ContactChoice.EMAIL if email else ContactChoice.DESK
