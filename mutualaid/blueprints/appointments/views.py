"""The appointment, its calendar file, and « je ne peux plus »."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug import Response as WerkzeugResponse

from mutualaid.domain.appointments import LATE_MINUTES
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.emails.calendar import calendar_file
from mutualaid.emails.phrases import street
from mutualaid.queries.appointments import get_appointment
from mutualaid.queries.tokens import get_token
from mutualaid.services import appointments, blocks, notices, series
from mutualaid.services.appointment_views import AppointmentView, note_contacts_read, view_of
from mutualaid.web.auth import public, visitor
from mutualaid.web.csrf import token_form
from mutualaid.web.session import database, db, now, roll_back
from mutualaid.wording.appointments import appointment_heading

blueprint = Blueprint("appointments", __name__)


@blueprint.get("/rendez-vous/<token>")
@public
@token_form
def show(token: str) -> str:
    """What, when, with whom; phone and door only for the person who signed in."""
    return _page("appointments/show.html", token)


@blueprint.get("/rendez-vous/<token>.ics")
@public
def calendar(token: str) -> Response:
    """For any calendar; the street only for the helper who signed in."""
    found = _view(token)
    need = found.help_request
    body = calendar_file(
        found.appointment,
        cancelled=found.is_cancelled,
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
    return _page("appointments/ask_to_cancel.html", token)


@blueprint.post("/rendez-vous/<token>/annuler")
@public
@token_form
def cancel(token: str) -> WerkzeugResponse:
    """The other is told; a helper's place is searched again. Of a series: a date, or all of it."""
    ends_all = request.form.get("what") == "series"
    _say(series.stop if ends_all else appointments.cancel, _view(token))
    return redirect(url_for(".show", token=token), 303)


@blueprint.get("/rendez-vous/<token>/retard")
@public
@token_form
def ask_how_late(token: str) -> str:
    """« Je serai en retard »: the other's number first, then how long."""
    return _page("appointments/ask_how_late.html", token)


@blueprint.post("/rendez-vous/<token>/retard")
@public
@token_form
def say_late(token: str) -> WerkzeugResponse:
    """The other and the desk are told."""
    found = _view(token)
    said = request.form.get("minutes", "")
    minutes = {str(each): each for each in LATE_MINUTES} | {"unknown": None}
    if said not in minutes:
        abort(400)
    _say(partial(notices.say_late, minutes=minutes[said]), found)
    return redirect(url_for(".show", token=token), 303)


@blueprint.get("/rendez-vous/<token>/personne")
@public
@token_form
def nobody_there(token: str) -> str:
    """« Il n'y a personne à la porte »: the other's number, large."""
    return _page("appointments/nobody_there.html", token)


@blueprint.post("/rendez-vous/<token>/personne")
@public
@token_form
def say_nobody(token: str) -> WerkzeugResponse:
    """The other and the desk are told, once."""
    _say(notices.say_nobody, _view(token))
    return redirect(url_for(".nobody_there", token=token), 303)


@blueprint.post("/rendez-vous/<token>/bloquer")
@public
@token_form
def block(token: str) -> WerkzeugResponse:
    """« Je ne veux plus de contact avec cette personne »."""
    found = _view(token)
    chosen = request.form.get("avec")
    blocks.block_one_of(db(), found.across, chosen, by=found.person, now=now())
    return redirect(url_for(".show", token=token, fait="blocked"), 303)


def _page(template: str, token: str) -> str:
    """A page that may show a number: reading it leaves its line in the journal."""
    found = _view(token)
    if found.others and request.method == "GET":
        database().run(lambda session: note_contacts_read(session, found, now=now()))
    heading = appointment_heading(found)
    return render_template(template, it=found, token=token, heading=heading, minutes=LATE_MINUTES)


def _say(verb: Callable[..., None], found: AppointmentView) -> None:
    """Do it; when it is over or was done meanwhile, the page says where things stand."""
    try:
        verb(db(), found.appointment, by=found.person, person=found.person, now=now())
    except Refusal:
        roll_back()


def _view(token: str) -> AppointmentView:
    row, person = get_token(db(), token, TokenPurpose.APPOINTMENT)
    appointment = get_appointment(db(), row.appointment_id or 0)
    user = visitor()
    is_here = user is not None and user.id == person.id
    return view_of(db(), appointment, person, with_contacts=is_here, now=now())
