"""The sentence of each `Refusal`: what happened, and what one can do."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from mutualaid.domain.errors import Refusal
from mutualaid.wording.reasons import OBSTACLES

SENTENCES: dict[str, Any] = {
    "absence_too_far": _l("Choose days within the next 12 months."),
    "answered_already": _l("This was answered already. Open the page again to see where it is."),
    "appointment_over": _l("This appointment is over or was cancelled."),
    "changed": _l("Something changed in the meantime. Go back to see how things stand now."),
    "code_taken": _l("Another neighbourhood has this code. Choose another one."),
    "coordinates_alone": _l(
        "You are the only one who coordinates this neighbourhood. Name somebody else first."
    ),
    "enough_named": _l("There are 6 names already. Take one away first."),
    "ends_before_it_starts": _l("The last day is before the first day."),
    "held": _l("A colleague takes care of it already. Go back to see who."),
    "task_is_over": _l("A colleague did it already."),
    "meeting_point_gone": _l("This meeting point is no longer on the list. Choose another one."),
    "neighbourhood_incomplete": _l("This neighbourhood is not filled in yet: it cannot open."),
    "merge_ages": _l("One of the two is under 18. Settle that first."),
    "merge_blocked": _l(
        "One of the two wants no contact with somebody whom the other is about to see."
    ),
    "merge_both_asked": _l("Both are asked about the same request. Wait for an answer first."),
    "merge_household": _l(
        "These are two people of one household. Note that they live apart first."
    ),
    "merge_later_first": _l("Something was joined to this person later. Take that apart first."),
    "merge_names": _l("The first names differ. Ask first, then tick that it is one person."),
    "merge_team": _l("Somebody of the team cannot be joined with anybody."),
    "merge_veille": _l("Both have been in the veille. Two agreements cannot be joined."),
    "merge_two_people": _l("These two already have to do with each other: they are two people."),
    "no_change_any_more": _l(
        "Somebody comes already, or this request has ended: it cannot be changed any more."
    ),
    "no_such_answer": _l("This call asks for another answer. Go back and choose again."),
    "no_such_contact": _l("We do not have this phone or email. Add it, or choose another one."),
    "no_such_level": _l("There are three levels: 0, 1 and 2."),
    "no_time_left": _l("It is too late for this time. Choose a later one."),
    "not_met_yet": _l("Nobody of the team has met this person yet. Note the meeting first."),
    "offer_incomplete": _l("Something is missing in this offer. Go back and answer each page."),
    "outside_every_neighbourhood": _l("This place is in none of our neighbourhoods."),
    "proposal_over": _l("This proposal is over. Thank you for opening it."),
    "request_incomplete": _l("Something is missing in this request. Go back and answer each page."),
    "alert_without_level": _l("Choose the level: yellow, orange or red."),
    "day_is_past": _l("Choose a day from tomorrow on."),
    "level_without_alert": _l("An ordinary round has no level."),
    "nobody_at_the_desk": _l("Nobody coordinates this neighbourhood: name somebody first."),
    "nobody_to_call": _l("Nobody is due today. Add the people to call first."),
    "no_rung_left": _l("There is no further step. Open the page of the person again."),
    "people_without_outcome": _l("Somebody has no answer yet. Note each of them, then close."),
    "round_closed": _l("This round is closed. Open the page of the person instead."),
    "round_without_a_name": _l("Choose who answers for this round: a coordinator of the place."),
    "same_neighbourhood": _l("A neighbourhood cannot be its own neighbour."),
    "sheets_out": _l("Say first what became of each sheet: returned, destroyed, not printed."),
    "taken": _l("There is something else at that time already."),
    "known_as_adult": _l(
        "This person is written down as 18 or older. Open their page to correct it."
    ),
    "no_parent_named": _l("No parent is named. Write down whom to call first."),
    "under_18": _l(
        "Between 15 and 17, no request and no offer: no adult is ever alone with a minor. "
        "Call the team: gatherings and public places are open."
    ),
    "veille_ended": _l("This person does not take part in the veille, or not any more."),
    "told_by_herself": _l("This is the person's own request. Choose who told you of it."),
    "too_often": _l("This was done many times today. Try again tomorrow, or call the team."),
    "too_few_appointments": _l("Level 2 needs 3 hands that took place. There are %(n)s so far."),
    "too_few_referees": _l("Level 2 needs 2 references that said yes. There are %(n)s so far."),
    "too_late_to_undo": _l("It is too late to undo this. Call the team if it does not suit you."),
}
"""code → sentence, whose %(names)s are the refusal's facts."""


def refusal_sentence(refusal: Refusal) -> str:
    """What the person reads; a pair that the rules forbid says which rule."""
    sentence = SENTENCES.get(refusal.code) or OBSTACLES.get(refusal.code, SENTENCES["changed"])
    return str(sentence) % refusal.facts if refusal.facts else str(sentence)
