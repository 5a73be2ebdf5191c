"""« Je m'en occupe »: a task or a call is taken, put back, or handed on to a colleague."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.clock import local_date
from mutualaid.policies import coordinates, coordinator
from mutualaid.queries import tasks as queries
from mutualaid.queries.coordination import team
from mutualaid.queries.coordination.people import get_neighbour
from mutualaid.services.coordination import claims
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk import zone
from mutualaid.web.desk_pages import desk, go
from mutualaid.web.forms import ChoiceField, Form, NoteField
from mutualaid.web.session import db, now
from mutualaid.wording.coordination import task_title
from mutualaid.wording.queue import absent_sentence

Page = str | Response | tuple[str, int]


class HandOverForm(Form):
    """To whom, and a word."""

    to = ChoiceField(_l("To whom?"), needed=_l("Choose to whom you hand it on"))
    note = NoteField(_l("A word for this person"), max_length=claims.NOTE_LENGTH)


@blueprint.post("/taches/<int:task_id>/prendre")
@allowed(coordinator)
def take_task(task_id: int) -> Response:
    """« Je m'en occupe »; the second one reads who does."""
    return _take(queries.get_task(db(), task_id, desk()), f"tache-{task_id}")


@blueprint.post("/taches/<int:task_id>/rendre")
@allowed(coordinator)
def put_task_back(task_id: int) -> Response:
    """For whoever comes first."""
    task = queries.get_task(db(), task_id, desk())
    claims.put_back(db(), task, by=require_visitor(), now=now())
    return go("today", "put_back", _anchor=f"tache-{task_id}")


@blueprint.route("/taches/<int:task_id>/confier", methods=["GET", "POST"])
@allowed(coordinator)
def hand_task_over(task_id: int) -> Page:
    """To a colleague, with a word."""
    task = queries.get_task(db(), task_id, desk())
    return hand_over(task, task_title(task.kind))


@blueprint.post("/appels/<int:user_id>/prendre")
@allowed(coordinator)
def take_call(user_id: int) -> Response:
    """« Je m'en occupe », for everything that is to be said to one person."""
    return _take(get_neighbour(db(), user_id, desk()), f"appel-{user_id}")


@blueprint.post("/appels/<int:user_id>/rendre")
@allowed(coordinator)
def put_call_back(user_id: int) -> Response:
    """Somebody else may call."""
    callee = get_neighbour(db(), user_id, desk())
    claims.put_back(db(), callee, by=require_visitor(), now=now())
    return go("today", "put_back", _anchor=f"appel-{user_id}")


@blueprint.route("/appels/<int:user_id>/confier", methods=["GET", "POST"])
@allowed(coordinator)
def hand_call_over(user_id: int) -> Page:
    """To a colleague, with a word."""
    callee = get_neighbour(db(), user_id, desk())
    return hand_over(callee, gettext("Call %(name)s", name=callee.first_name))


def _take(subject: Any, anchor: str) -> Response:
    if claims.take(db(), subject, by=require_visitor(), now=now()):
        return go("today", "taken", _anchor=anchor)
    return go("today", pris=anchor)


def hand_over(subject: Any, what: str) -> Page:
    """The form: to whom, and a word."""
    me, form = require_visitor(), HandOverForm.read()
    colleagues = {
        str(each.id): each
        for each in team.list_team(db(), desk())
        if each.id != me.id and coordinates(each, subject.neighbourhood_id)
    }
    form.to.offer([(key, _label(each)) for key, each in colleagues.items()])
    if form.is_accepted():
        to = colleagues[str(form.to.data)]
        claims.hand_over(db(), subject, to, form.note.data or "", by=me, now=now())
        return go("today", "handed_over")
    return render_template("coordination/hand_over.html", form=form, what=what), form.http_status


def _label(person: Any) -> str:
    """A name, and whether this person is away."""
    return absent_sentence(person, local_date(now(), zone())) or str(person.first_name)
