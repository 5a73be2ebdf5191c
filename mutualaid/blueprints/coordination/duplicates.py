"""One person written down twice: what looks so, the two side by side, made one, taken apart."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.forms import MergeForm
from mutualaid.policies import coordinator
from mutualaid.queries.coordination import duplicates as queries
from mutualaid.queries.coordination import people
from mutualaid.services import acquaintance, merging
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, desk, go, search_words
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now

Page = str | Response | tuple[str, int]
MOST_FOUND = 20


@blueprint.get("/voisins/doublons")
@allowed(coordinator)
def list_duplicates() -> str:
    """Rows that may be one person, and what was made one lately."""
    return render_template(
        "coordination/list_duplicates.html",
        suspicions=queries.list_suspicions(db(), desk()),
        merges=queries.list_merges(db(), desk(), since=now() - merging.UNDONE_WITHIN),
        undone_within=merging.UNDONE_WITHIN,
    )


@blueprint.route("/voisins/<int:user_id>/reunir", methods=["GET", "POST"])
@allowed(coordinator)
def merge(user_id: int) -> Page:
    """Both first names and what each row holds; then one of three answers."""
    person = people.get_neighbour(db(), user_id, desk())
    number = request.values.get("avec", type=row_number)
    if number is None:
        return _choose(person)
    other = people.get_neighbour(db(), number, desk())
    form = MergeForm.read()
    form.offer(person, other)
    if not form.is_accepted():
        return _compare(person, other, form), form.http_status
    done = _do(person, other, form)
    return go("show_neighbour", done, user_id=form.kept_of(person, other).id)


def _do(person: Any, other: Any, form: MergeForm) -> str:
    by = require_visitor()
    if form.data["answer"] == "household":
        acquaintance.live_together(db(), person, other, by=by, now=now())
        return "household"
    if form.data["answer"] == "two":
        merging.are_two(db(), person, other, by=by, now=now())
        return "two_people"
    kept = form.kept_of(person, other)
    gone = other if kept is person else person
    checked = bool(form.data["names_are_checked"])
    merging.merge(db(), kept, gone, names_are_checked=checked, by=by, now=now())
    return "merged"


def _choose(person: Any) -> str:
    """Which other row; found by name or number."""
    searched = search_words()
    found = people.list_neighbours(db(), desk(), words=searched, limit=MOST_FOUND)
    others = [each for each in found if each.id != person.id] if searched else []
    shown = {"others": others, "searched": searched}
    return render_template("coordination/_choose_duplicate.html", person=person, **shown)


def _compare(person: Any, other: Any, form: MergeForm) -> str:
    holdings = [queries.count_holdings(db(), each) for each in (person, other)]
    return render_template(
        "coordination/merge.html", person=person, other=other, form=form, holdings=holdings
    )


@blueprint.post("/voisins/<int:user_id>/separer")
@allowed(coordinator)
def undo_merge(user_id: int) -> Response:
    """Everything as it was, in one gesture."""
    person = people.get_neighbour(db(), user_id, desk())
    row = queries.get_merge(db(), chosen(row_number, "fusion"), person)
    merging.undo(db(), row, by=require_visitor(), now=now())
    return go("list_duplicates", "merge_undone")
