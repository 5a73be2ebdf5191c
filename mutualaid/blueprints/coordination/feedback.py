"""How it was, as somebody tells it on the phone; and a block that its own desk lifts."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.policies import coordinator
from mutualaid.queries import tasks as queries
from mutualaid.queries.appointments import get_appointment
from mutualaid.queries.coordination.people import get_neighbour
from mutualaid.services import blocks
from mutualaid.services import coordination as services
from mutualaid.services.feedback_views import feedback_of
from mutualaid.services.feedbacks import THANKS_LENGTH, Said
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go
from mutualaid.web.forms import ChoiceField, Form, FreeField
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now
from mutualaid.wording.thanks import FEELINGS, feelings

NOT = "not"


class ToldForm(Form):
    """The answers of one call."""

    feeling = ChoiceField(_l("How was it?"), needed=_l("Choose how it was"))
    again = ChoiceField(
        _l("Would this person like to meet the other again?"),
        choices=[("yes", _l("Yes")), ("no", _l("No")), ("pass", _l("Would rather not say"))],
    )
    thanks = FreeField(_l("Words of thanks, as they were said"), max_length=THANKS_LENGTH)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.feeling.offer([*feelings(), (NOT, _l("It did not take place"))])

    @property
    def said(self) -> Said:
        """What is written down."""
        if self.feeling.data == NOT:
            return Said(took_place=False)
        said = Said(
            took_place=True,
            feeling=next(each for each in FEELINGS if each.value == self.feeling.data),
            thanks=self.thanks.data or "",
        )
        if self.again.data:
            said["wants_again"] = {"yes": True, "no": False}.get(self.again.data)
        return said


@blueprint.route("/messages/<int:message_id>/retour", methods=["GET", "POST"])
@allowed(coordinator)
def note_feedback(message_id: int) -> str | Response | tuple[str, int]:
    """The answers of somebody on the phone, the day after or at the next call."""
    message = queries.get_call(db(), message_id, desk())
    if message.kind not in services.ASKS_HOW_IT_WAS:
        return redirect(url_for(".call", user_id=message.user_id), 303)
    form = ToldForm.read()
    if form.is_accepted():
        services.note_feedback(db(), message, form.said, by=require_visitor(), now=now())
        return go("today", "answer_noted")
    appointment = get_appointment(db(), message.appointment_id or 0)
    found = feedback_of(db(), appointment, message.user, now=now())
    return render_template("coordination/note_feedback.html", form=form, it=found), form.http_status


@blueprint.post("/voisins/<int:user_id>/debloquer")
@allowed(coordinator)
def lift_block(user_id: int) -> Response:
    """Undone at the wish of the one who had asked for it."""
    person = get_neighbour(db(), user_id, desk())
    blocks.lift(db(), person, chosen(row_number, "avec"), by=require_visitor(), now=now())
    return go("show_neighbour", "changed", user_id=user_id)
