"""From what a coordinator typed to an address of her desk, and to a contact."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_babel import gettext

from mutualaid.blueprints.coordination.forms import ContactForm
from mutualaid.domain.statuses import Channel
from mutualaid.services import coordination as services
from mutualaid.services import places
from mutualaid.web.desk_pages import desk
from mutualaid.web.session import db


def find_address(
    field: wtforms.Field, told: dict[str, Any], home_id: int
) -> services.Address | None:
    """The street in our table, or the words for `home_id` to place.

    None, with a sentence at the field, when the street belongs to another desk.
    """
    found = places.find_one(db(), line=told["line"], town=told["town"], geocoder=None)
    found_home = getattr(found, "neighbourhood_id", None)
    if found_home is not None and found_home not in desk():
        field.errors = [gettext("This street belongs to another neighbourhood's desk")]
        return None
    return services.Address(found, found_home or home_id, flat=told["flat"])


def contact_form(person: Any) -> ContactForm:
    """What is known, to be changed."""
    form = ContactForm.read(
        {
            "last_name": person.last_name,
            "phone": person.phone,
            "call_hours": person.call_hours,
            "channel": person.channel.value,
            "contact_choice": person.contact_choice.value,
        }
    )
    form.prepare(has_email=bool(person.email))
    return form


def read_contact(form: ContactForm, person: Any) -> services.Contact | None:
    """What was typed; None when the new street is not of this desk."""
    told = form.data
    address = None
    if told["line"]:
        address = find_address(form.line, told, person.neighbourhood_id)
        if address is None:
            return None
    return services.Contact(
        last_name=told["last_name"],
        phone=told["phone"] or None,
        channel=Channel(told["channel"]),
        contact_choice=services.ContactChoice(told["contact_choice"]),
        address=address,
    )
