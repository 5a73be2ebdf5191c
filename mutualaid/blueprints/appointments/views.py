"""The appointment, its calendar file, and « je ne peux plus »."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug import Response as WerkzeugResponse

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.emails.calendar import calendar_file
from mutualaid.emails.phrases import street
from mutualaid.queries.appointments import get_appointment
from mutualaid.queries.tokens import get_token
from mutualaid.services import appointments
from mutualaid.services.appointment_views import AppointmentView, note_contacts_read, view_of
from mutualaid.web.auth import public, visitor
from mutualaid.web.csrf import token_form
from mutualaid.web.session import database, db, now, roll_back
from mutualaid.wording.appointments import appointment_heading

blueprint = Blueprint("appointments", __name__)


@blueprint.get("/rendez-vous/<token>")
@public
def show(token: str) -> str:
    """What, when, with whom; phone and door only for the person who signed in."""
    found = _view(token)
    if found.others and request.method == "GET":
        database().run(lambda session: note_contacts_read(session, found, now=now()))
    return render_template(
        "appointments/show.html", it=found, token=token, heading=appointment_heading(found)
    )


@blueprint.get("/rendez-vous/<token>.ics")
@public
def calendar(token: str) -> Response:
    """For any calendar; the street only for the helper who signed in."""
    found = _view(token)
    need, is_over = found.help_request, not found.is_planned
    body = calendar_file(
        found.appointment,
        cancelled=is_over,
        street=street(need) if found.door else "",
        zone=need.zone,
        now=now(),
    )
    headers = {"Content-Disposition": 'attachment; filename="rendez-vous.ics"'}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


@blueprint.get("/rendez-vous/<token>/annuler")
@public
@token_form
def ask_to_cancel(token: str) -> str:
    """« Je ne peux plus »: says what will happen, and asks once."""
    found = _view(token)
    return render_template("appointments/ask_to_cancel.html", it=found, token=token)


@blueprint.post("/rendez-vous/<token>/annuler")
@public
@token_form
def cancel(token: str) -> WerkzeugResponse:
    """The other is told; a helper's place is searched again."""
    found = _view(token)
    try:
        appointments.cancel(
            db(), found.appointment, by=found.person, now=now(), person=found.person
        )
    except Refusal:
        roll_back()
    return redirect(url_for(".show", token=token), 303)


def _view(token: str) -> AppointmentView:
    row, person = get_token(db(), token, TokenPurpose.APPOINTMENT)
    appointment = get_appointment(db(), row.appointment_id or 0)
    user = visitor()
    return view_of(appointment, person, with_contacts=user is not None and user.id == person.id)
