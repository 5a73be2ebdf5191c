"""What somebody outside every neighbourhood may leave."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mutualaid.web.forms import EmailField, Form, TextField


class ElsewhereForm(Form):
    """Where to write when neighbours organise there."""

    commune = TextField(_l("Postcode or town"), needed=_l("Enter postcode or town"), max_length=80)
    email = EmailField(_l("Your email"), needed=_l("Enter a full email, like name@example.com"))
