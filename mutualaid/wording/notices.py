"""One sentence after a redirect, by the code in the address: what was just done."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

NOTICES: dict[str, object] = {
    "blocked": _l("It is done: you will not meet again here. Nobody is told why."),
    "contact_removed": _l("This contact is removed, for you and for the other."),
    "signed_in": _l("You are in."),
    "signed_out": _l("You are out."),
    "confirmed": _l("It is confirmed. Thank you."),
    "driving_said": _l("It is noted, for a year."),
    "of_age_said": _l("It is noted. The team confirms it with you."),
    "absence_noted": _l("It is noted: nobody asks you on those days."),
    "absence_removed": _l("You are free again on those days."),
    "signed_out_everywhere": _l("You are out, on every device."),
    "preferences_kept": _l("It is noted, on this device."),
    "details_kept": _l("It is noted."),
    "address_to_review": _l(
        "You changed your address twice this month. The team looks at the new one, then it counts."
    ),
    "agreed_in_advance": _l("You agree in advance. You can take it back at any time."),
    "advance_taken_back": _l("You choose yourself, once a neighbour has said yes."),
    "request_withdrawn": _l("Your request is withdrawn. Whoever was asked is told."),
    "offer_paused": _l("You are on a break. Nobody asks you meanwhile."),
    "offer_resumed": _l("You are back. We write when a neighbour needs you."),
    "offer_renewed": _l("You go on for six months. Thank you."),
    "request_changed": _l("Your request is changed. We go on looking."),
    "request_renewed": _l("It goes on: we keep looking."),
    "post_ends": _l("It is noted. Nothing changes until then."),
    "offer_withdrawn": _l("Your offer is withdrawn. Thank you for what you gave."),
    "veille_entered": _l("It is written down."),
    "veille_agreed": _l("The yes is written down, with the day and the words."),
    "veille_ended": _l("It is done, at once: nobody calls any more."),
    "veille_renewed": _l("It is noted, for a year."),
    "round_opened": _l("The round is open. Print the sheets, or note the answers here."),
    "round_closed": _l("The round is closed. Thank you."),
    "round_taken": _l("You answer for this round now."),
    "outcome_noted": _l("It is noted."),
    "news_heard": _l("Good news is noted: nothing more is to be done."),
    "rung_climbed": _l("It is noted. The next step is on top of the desk."),
    "alert_set": _l("The level is noted."),
    "alert_ended": _l("The alert is over."),
    "news_answered": _l("It is noted. Thank you."),
    "mails_stopped": _l("You get no more of these mails. The team calls you instead."),
    "offer_restored": _l("Your offer is there again."),
}


def notice(code: str) -> str:
    """The sentence of a code, or nothing."""
    return str(NOTICES.get(code, ""))
