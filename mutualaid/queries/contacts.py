"""How one of the two reaches the other after both said yes, as the person chose."""

from __future__ import annotations

from dataclasses import dataclass

from mutualaid.models import ContactChoice, HelpRequest, User


@dataclass(frozen=True)
class Contact:
    """One way to reach somebody; `is_desk` when the coordinator passes the word on."""

    phone: str = ""
    email: str = ""
    is_desk: bool = False
    desk_name: str = ""


def contact_of(user: User) -> Contact:
    """Phone, else e-mail, else the desk's number, at the person's choice."""
    if user.contact_choice is ContactChoice.PHONE and user.phone:
        return Contact(phone=user.phone)
    if user.contact_choice is not ContactChoice.DESK and user.email:
        return Contact(email=user.email)
    home = user.neighbourhood
    if home is None:
        return Contact(phone=user.phone or "", email=user.email or "")
    return Contact(phone=home.desk_phone, is_desk=True, desk_name=home.desk_name)


def street_line(help_request: HelpRequest) -> str:
    """The street or the meeting point, for the helper after two yeses; never the flat."""
    if help_request.meeting_point is not None:
        return f"{help_request.meeting_point.name}, {help_request.meeting_point.street}"
    place = help_request.place
    return f"{place.line}, {place.postcode} {place.commune}".strip(", ") if place else ""


def door_lines(help_request: HelpRequest) -> list[str]:
    """What leads to the door: street, flat, note. Only the street at a meeting point."""
    place = help_request.place
    if help_request.meeting_point is not None or place is None:
        return [street_line(help_request)]
    return [line for line in (street_line(help_request), place.flat, place.door_note) if line]
