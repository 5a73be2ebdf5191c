"""The journal in words: what each line says, by kind; who, as far as the desk may know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.clock import local
from mutualaid.models import JournalEntry
from mutualaid.wording.dates import time_phrase

_TOLD_BY_SOMEBODY = frozenset({"report_told", "blocked"})
"""Who said it is told to nobody."""


class Topic(StrEnum):
    """What one may look for."""

    PEOPLE = "personnes"
    HANDS = "coups-de-main"
    DESK = "bureau"
    VEILLE = "veille"
    TEAM = "equipe"


TOPICS: dict[Topic, Any] = {
    Topic.PEOPLE: _l("People"),
    Topic.HANDS: _l("Requests, offers, appointments"),
    Topic.DESK: _l("Calls and tasks"),
    Topic.VEILLE: _l("Veille"),
    Topic.TEAM: _l("Team"),
}
SENTENCES: dict[Topic, dict[str, Any]] = {
    Topic.PEOPLE: {
        "joined": _l("New person written down"),
        "channel_confirmed": _l("Person confirmed"),
        "contact_chosen": _l("Contact chosen by the person"),
        "contact_noted": _l("Contact noted"),
        "contacts_read": _l("Contacts of an appointment read"),
        "call_hours_noted": _l("Hours for calls noted"),
        "moved": _l("Address changed"),
        "placed": _l("Address put on the map"),
        "met": _l("Meeting in person noted"),
        "level_set": _l("Level changed from %(before)s to %(after)s"),
        "charter_accepted": _l("Charter accepted"),
        "driving_declared": _l("Car declared, or taken back"),
        "absence_added": _l("Days away noted"),
        "absence_removed": _l("Days away taken back"),
        "household_joined": _l("Same household noted"),
        "household_left": _l("Household left"),
        "trusted_named": _l("Trusted person named"),
        "trusted_confirmed": _l("Trusted person said yes"),
        "trusted_forgotten": _l("Trusted person taken away"),
        "relative_named": _l("Relative named"),
        "relative_heard": _l("Relative said yes"),
        "relative_dropped": _l("Relative taken away"),
        "referee_named": _l("Reference named"),
        "referee_confirmed": _l("Reference said yes"),
        "referee_forgotten": _l("Reference taken away"),
        "merged": _l("Two entries joined"),
        "merge_undone": _l("Two entries taken apart again"),
        "said_two": _l("Two entries are two people"),
        "imported": _l("Spreadsheet imported: %(people)s people"),
        "own_yes_heard": _l("Own yes heard"),
        "own_no_heard": _l("Own no heard"),
        "parent_agreed": _l("Agreement of a parent heard"),
        "of_age_said": _l("Says: 18 now"),
        "of_age_confirmed": _l("18 confirmed"),
        "under_18_noted": _l("Noted: under 18"),
        "blocked": _l("No more contact wanted with somebody"),
        "block_lifted": _l("Contact allowed again"),
        "reminder_calls": _l("Calls before appointments changed"),
        "mailbox_dead": _l("Mailbox that does not answer any more"),
        "erased": _l("Everything erased"),
        "signed_in": _l("Came in"),
    },
    Topic.HANDS: {
        "request_published": _l("Request written"),
        "request_opened": _l("Request open"),
        "request_changed": _l("Request changed"),
        "request_closed": _l("Request solved otherwise"),
        "request_withdrawn": _l("Request withdrawn"),
        "request_expired": _l("Request whose date has passed"),
        "request_renewed": _l("Request renewed"),
        "request_of_minor_ended": _l("Request ended: under 18"),
        "urgent_set": _l("Urgency changed"),
        "reporter_named": _l("Who told of the need"),
        "series_stopped": _l("Weekly hand ended"),
        "offer_published": _l("Offer written"),
        "offer_activated": _l("Offer active"),
        "offer_paused": _l("Offer on a break"),
        "offer_resumed": _l("Offer active again"),
        "offer_renewed": _l("Offer renewed"),
        "offer_ended": _l("Offer that has ended"),
        "offer_withdrawn": _l("Offer withdrawn"),
        "offer_of_minor_ended": _l("Offer ended: under 18"),
        "helper_pin": _l("Chosen: to be asked first"),
        "helper_forbid": _l("Chosen: not to be asked"),
        "helper_choice_back": _l("Choice about a helper taken back"),
        "search_asked": _l("Search started"),
        "proposed_by_hand": _l("Neighbour asked by hand"),
        "next_asked": _l("Next neighbour asked"),
        "surplus_asked": _l("Surplus yes: asked for another need"),
        "team_released": _l("The team was not complete in time: released"),
        "fewer_come": _l("Nobody else found: fewer come"),
        "helper_answered": _l("Answer of a helper"),
        "helper_joined": _l("One more helper"),
        "helper_stopped": _l("A helper cannot come any more"),
        "resident_answered": _l("Answer of whoever asked"),
        "answer_undone": _l("Answer taken back"),
        "agreed_in_advance": _l("Agreed in advance"),
        "advance_taken_back": _l("Agreement in advance taken back"),
        "prefers_to_wait": _l("Prefers to wait for the answer"),
        "proposal_cancelled": _l("Proposal cancelled"),
        "proposal_expired": _l("Proposal without an answer"),
        "proposal_unasked": _l("Proposal taken back"),
        "agreed": _l("Appointment made"),
        "appointment_cancelled": _l("Appointment cancelled"),
        "said_late": _l("Says: I am late"),
        "said_nobody": _l("Says: nobody at the door"),
        "feedback_given": _l("Said how it was"),
        "tie_removed": _l("Tie ended"),
        "keys_handed_over": _l("Keys handed over"),
    },
    Topic.DESK: {
        "task_done": _l("Task done"),
        "desk_taken": _l("Task taken"),
        "desk_handed_over": _l("Task handed on"),
        "desk_put_back": _l("Task put back"),
        "call_yes": _l("Call: yes"),
        "call_no": _l("Call: no"),
        "call_said": _l("Call: told"),
        "call_no_answer": _l("Call: no answer"),
        "message_resent": _l("Mail sent again"),
        "report_told": _l("Something reported"),
        "report_read": _l("Report read"),
        "report_closed": _l("Report closed"),
        "exported": _l("List taken along: %(people)s people"),
        "doors_counted": _l("Door to door: counts noted"),
        "doors_removed": _l("Door to door: counts taken away"),
    },
    Topic.VEILLE: {
        "veille_entered": _l("Entered into the veille"),
        "veille_agreed": _l("Said yes to the veille"),
        "veille_changed": _l("Veille changed"),
        "veille_renewed": _l("Veille renewed"),
        "veille_ended": _l("Veille ended"),
        "veille_mails_stopped": _l("Mails of the veille stopped"),
        "veille_mails_resumed": _l("Mails of the veille resumed"),
        "veille_forgotten": _l("Veille forgotten"),
        "circle_joined": _l("Neighbour joins the circle"),
        "circle_left": _l("Neighbour leaves the circle"),
        "round_opened": _l("Round opened"),
        "round_closed": _l("Round closed"),
        "round_taken_over": _l("Round taken over"),
        "outcome_noted": _l("News noted"),
        "outcome_corrected": _l("News corrected"),
        "call_again_noted": _l("To call again"),
        "need_noted": _l("Need noted"),
        "topic_noted": _l("Topic noted"),
        "rung_climbed": _l("Silence: next step"),
        "sheet_noted": _l("Sheet returned or destroyed"),
        "news_answered": _l("Weekly news answered"),
        "news_heard": _l("News heard"),
        "alert_set": _l("Great heat or cold announced"),
        "alert_ended": _l("Great heat or cold over"),
    },
    Topic.TEAM: {
        "coordinator_added": _l("Joined the team"),
        "role_removed": _l("Left the team"),
        "second_factor_set": _l("Second key set up"),
        "second_factor_reset": _l("Second key reset"),
        "recovery_code_used": _l("Rescue code used"),
        "neighbourhood_described": _l("Neighbourhood described"),
        "neighbourhood_opened": _l("Neighbourhood opened"),
        "neighbourhoods_linked": _l("Neighbourhoods linked"),
    },
}
"""action → sentence, whose %(names)s are the line's numbers; a test keeps them complete."""
_SAID = {action: words for topic in SENTENCES.values() for action, words in topic.items()}


def action_phrase(line: JournalEntry) -> str:
    """What was done."""
    words = _SAID.get(line.action)
    if words is None:
        return gettext("Something was done")
    numbers = {"before": "?", "after": "?", "people": "?"} | line.numbers
    return str(words) % numbers


def actions_of(topic: Topic | None) -> list[str]:
    """The actions of one topic; nothing means all of them."""
    return list(SENTENCES[topic]) if topic is not None else []


def by_day(
    lines: Iterable[JournalEntry], zone: str
) -> list[tuple[date, list[tuple[str, JournalEntry]]]]:
    """The lines of a page under their days, each with its local time."""
    told = [(local(line.at, zone), line) for line in lines]
    return [
        (day, [(time_phrase(at.time()), line) for at, line in rows])
        for day, rows in groupby(told, key=lambda each: each[0].date())
    ]


def who_phrase(line: JournalEntry, team: Mapping[int, str]) -> str:
    """The first name of somebody of the team; of the others, only that it was not the team.

    Nothing where nobody signed in: a form that a visitor sent, or what happens by itself.
    """
    if line.action in _TOLD_BY_SOMEBODY:
        return gettext("by a neighbour")
    if line.actor_id is None:
        return ""
    if line.actor_id not in team:
        return gettext("by a neighbour")
    return gettext("by %(name)s", name=team[line.actor_id])
