"""What every page of the desk shares: its blueprint and its words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from mutualaid import policies
from mutualaid.domain.appointments import is_close, may_be_missed
from mutualaid.domain.categories import category
from mutualaid.queries.proposals import is_settled, waits_for
from mutualaid.web.auth import visitor
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
    teams,
)
from mutualaid.wording.categories import category_title, hint, minutes_phrase, told_phrases

blueprint = Blueprint("coordination", __name__, url_prefix="/coordination")


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
        "other_moments_sentence": teams.other_moments_sentence,
        "pair_sentence": reasons.pair_sentence,
        "said_yes_phrase": teams.said_yes_phrase,
        "script": calls.script,
        "unlock_sentence": reasons.unlock_sentence,
        "outcome_phrase": delivery.outcome_phrase,
        "unmatched_sentence": reasons.unmatched_sentence,
        "waits_for": waits_for,
        "wish_phrase": queue.wish_phrase,
        "words": coordination,
    }
