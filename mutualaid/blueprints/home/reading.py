"""`/reglages`: letters, colours and language, without a script and without an account."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug import Response

from mutualaid.blueprints.home.blueprint import blueprint
from mutualaid.web import preferences as web_preferences
from mutualaid.web.auth import public
from mutualaid.web.forms import ChoiceField, Form
from mutualaid.web.language import language, page_in
from mutualaid.web.preferences import Preferences
from mutualaid.web.signing_in import is_own_path


class PreferencesForm(Form):
    """Three questions whose answers are always there: what is now."""

    text = ChoiceField(
        _l("The letters"),
        choices=[("normal", _l("Usual letters")), ("large", _l("Large letters"))],
    )
    theme = ChoiceField(
        _l("The colours"),
        choices=[
            ("auto", _l("Like my device")),
            ("light", _l("Light background")),
            ("dark", _l("Dark background")),
        ],
    )
    spoken = ChoiceField(
        _l("The language"),
        choices=[
            ("fr", Markup('<span lang="fr">Français</span>')),
            ("en", Markup('<span lang="en">English</span>')),
        ],
    )


@blueprint.route("/reglages", methods=["GET", "POST"])
@public
def preferences() -> str | Response | tuple[str, int]:
    """How this browser shows the pages; afterwards one is back where one was."""
    now = web_preferences.preferences()
    form = PreferencesForm.read({"text": now.text, "theme": now.theme, "spoken": language()})
    back = request.values.get("retour", "")
    back = back if is_own_path(back) else ""
    if not form.is_accepted():
        return render_template("home/preferences.html", form=form, back=back), form.http_status
    path = back or "/reglages?fait=preferences_kept"
    response = redirect(page_in(form.spoken.data or language(), path), 303)
    web_preferences.keep(response, Preferences.read(f"{form.text.data}.{form.theme.data}"))
    return response
