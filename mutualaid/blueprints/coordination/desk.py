"""What every page of the desk shares: its blueprint, its neighbourhoods, its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug import Response

from mutualaid import policies
from mutualaid.domain.appointments import is_close, may_be_missed
from mutualaid.domain.categories import category
from mutualaid.queries.proposals import is_settled, waits_for
from mutualaid.web.auth import require_visitor, visitor
from mutualaid.web.session import now
from mutualaid.wording import (
    calls,
    coordination,
    delivery,
    importing,
    neighbours,
    queue,
    reasons,
    spoken,
    team,
)
from mutualaid.wording.categories import category_title, hint, minutes_phrase, told_phrases

T = TypeVar("T")
blueprint = Blueprint("coordination", __name__, url_prefix="/coordination")


def desk() -> frozenset[int]:
    """The neighbourhoods of the coordinator who is here."""
    return policies.neighbourhood_ids(require_visitor())


def go(endpoint: str, done: str = "", **values: Any) -> Response:
    """Back to a page, which says what was done."""
    if done:
        values["fait"] = done
    return redirect(url_for(f".{endpoint}", **values), 303)


def chosen(read: Callable[[str], T], name: str) -> T:
    """What a button sent, read; anything else than our own buttons send is a bad request."""
    try:
        return read(request.form.get(name, ""))
    except ValueError:
        abort(400)


def search_words() -> str:
    """What is looked for, from the address of the page."""
    return request.args.get("nom", "").strip()[:80]


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """Whose desk it is, and the functions that its pages say things with."""
    user = visitor()
    return {
        "desk": policies.neighbourhood_ids(user) if user else frozenset(),
        "now": now(),
        "absent_sentence": queue.absent_sentence,
        "attempt_phrase": calls.attempt_phrase,
        "category": category,
        "category_title": category_title,
        "claim_sentence": queue.claim_sentence,
        "contact_text": spoken.contact_text,
        "decided_phrase": queue.decided_phrase,
        "entry_sentence": queue.entry_sentence,
        "handed_sentence": queue.handed_sentence,
        "team_words": team,
        "told_phrases": told_phrases,
        "hint": hint,
        "is_close": is_close,
        "may_be_missed": may_be_missed,
        "minutes_phrase": minutes_phrase,
        "is_settled": is_settled,
        "lifted_by": reasons.lifted_by,
        "obstacle_phrase": reasons.obstacle_phrase,
        "importing_words": importing,
        "neighbour_words": neighbours,
        "opening": calls.opening,
        "pair_sentence": reasons.pair_sentence,
        "script": calls.script,
        "unlock_sentence": reasons.unlock_sentence,
        "outcome_phrase": delivery.outcome_phrase,
        "unmatched_sentence": reasons.unmatched_sentence,
        "waits_for": waits_for,
        "wish_phrase": queue.wish_phrase,
        "words": coordination,
    }
