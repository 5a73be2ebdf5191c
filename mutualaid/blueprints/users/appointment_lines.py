"""Appointments as one's own pages list them: the day, with whom, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from mutualaid.domain.messages import TokenPurpose
from mutualaid.services import tokens
from mutualaid.web.session import db
from mutualaid.wording.appointments import names_phrase
from mutualaid.wording.categories import category_title
from mutualaid.wording.dates import slot_phrase


@dataclass(frozen=True)
class Line:
    """Something with a day, and the page that tells more."""

    title: str
    about: str
    url: str


def appointment_lines(
    found: Iterable[Any], me: Any, endpoint: str = "appointments.show"
) -> list[Line]:
    """Each with its link; contacts stand on the appointment's own page."""
    return [
        Line(
            slot_phrase(each.on_date, each.half_day, each.start_time),
            _about(each, me.id),
            url_for(endpoint, token=tokens.token_text(db(), TokenPurpose.APPOINTMENT, each, me)),
        )
        for each in found
    ]


def _about(appointment: Any, my_id: int) -> str:
    """« Faire des courses, avec Karim »."""
    owner = appointment.help_request.user
    names = [row.helper.first_name for row in appointment.helper_rows if row.status == "coming"]
    title = category_title(appointment.help_request.category)
    with_whom = names_phrase(names) if owner.id == my_id else owner.first_name
    return gettext("%(title)s, with %(names)s", title=title, names=with_whom)
