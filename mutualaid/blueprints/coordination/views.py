"""Today: what to do first, calls, tasks, and the search."""

from __future__ import annotations

from flask import render_template, request
from werkzeug import Response

from mutualaid.blueprints.coordination import (
    after_posting,
    area,
    availability,
    changes,
    claims,
    door_to_door,
    duplicates,
    feedback,
    figures,
    finding,
    history,
    importing,
    knowing,
    leaving,
    letter,
    neighbours,
    paper,
    posting,
    referring,
    reports,
    requests,
    team,
    young,
)
from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import TaskStatus
from mutualaid.policies import coordinator
from mutualaid.queries import tasks as queries
from mutualaid.queries.coordination import today as today_queries
from mutualaid.services import coordination as services
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk import zone
from mutualaid.web.desk_pages import chosen, desk, go
from mutualaid.web.session import db, now
from mutualaid.wording.queue import away_lines

__all__ = [
    "after_posting",
    "area",
    "availability",
    "blueprint",
    "changes",
    "claims",
    "door_to_door",
    "duplicates",
    "feedback",
    "figures",
    "finding",
    "history",
    "importing",
    "knowing",
    "leaving",
    "letter",
    "neighbours",
    "paper",
    "posting",
    "referring",
    "reports",
    "requests",
    "team",
    "young",
]


@blueprint.get("")
@allowed(coordinator)
def today() -> str:
    """The day: figures, calls, tasks, unmet requests, the last run."""
    day = today_queries.get_today(db(), desk(), reader_id=require_visitor().id, now=now())
    return render_template(
        "coordination/today.html",
        day=day,
        on=local_date(now(), zone()),
        zone=zone(),
        away_lines=away_lines,
        taken=day.queue.find(request.args.get("pris", "")),
    )


@blueprint.post("/recherche")
@allowed(coordinator)
def search_now() -> Response:
    """« Lancer la recherche maintenant »."""
    services.ask_run(db(), desk(), by=require_visitor(), now=now())
    return go("today", "run_asked")


@blueprint.get("/appels/<int:user_id>")
@allowed(coordinator)
def call(user_id: int) -> str:
    """One call: everything due to one person."""
    messages = queries.list_call_messages(db(), desk(), now=now(), user_id=user_id)
    about = queries.list_requests(db(), (message.help_request_id for message in messages))
    people = queries.people_to_call(queries.list_calls(db(), messages, about))
    if not people:
        raise NotFound("call")
    return render_template("coordination/call.html", person=people[0])


@blueprint.post("/appels/<int:user_id>/silence")
@allowed(coordinator)
def no_answer(user_id: int) -> Response:
    """« Pas de réponse »: everything stays due, the attempt is noted."""
    due = queries.list_due_calls(db(), desk(), user_id, now=now())
    if not due:
        raise NotFound("call")
    services.note_no_answer(db(), due, by=require_visitor(), now=now())
    return go("today", "no_answer")


@blueprint.post("/messages/<int:message_id>/reponse")
@allowed(coordinator)
def answer_call(message_id: int) -> Response:
    """What was answered; the same call goes on when its answer owes something more."""
    message = queries.get_call(db(), message_id, desk())
    answer = chosen(services.CallAnswer, "reponse")
    services.answer_call(db(), message, answer, by=require_visitor(), now=now())
    if queries.list_due_calls(db(), desk(), message.user_id, now=now()):
        return go("call", "call_goes_on", user_id=message.user_id)
    return go("today", "answer_noted")


@blueprint.post("/taches/<int:task_id>/fait")
@allowed(coordinator)
def finish_task(task_id: int) -> Response:
    """A task is done."""
    task = queries.get_task(db(), task_id, desk())
    if task.status is not TaskStatus.OPEN:
        return go("today", "done_already")
    services.finish_task(db(), task, by=require_visitor(), now=now())
    return go("today", "task_done")


@blueprint.post("/taches/<int:task_id>/appeler")
@allowed(coordinator)
def call_instead(task_id: int) -> Response:
    """A mail that did not arrive becomes a call."""
    task = queries.get_task(db(), task_id, desk())
    message = queries.get_failed_message(db(), task)
    services.call_instead_of_mail(db(), task, message, by=require_visitor(), now=now())
    return go("call", "call_instead", user_id=message.user_id)


@blueprint.post("/taches/<int:task_id>/reponse")
@allowed(coordinator)
def answer_reply(task_id: int) -> Response:
    """« C'est oui » or « C'est non »: what somebody wrote back to our mail."""
    task = queries.get_task(db(), task_id, desk())
    says_yes = chosen(services.CallAnswer, "reponse") is services.CallAnswer.YES
    services.answer_reply(db(), task, says_yes=says_yes, by=require_visitor(), now=now())
    return go("today", "answer_noted")
