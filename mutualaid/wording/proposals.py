"""What the two read about a proposal, before and after they answered."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.categories import category
from mutualaid.models import HelpRequest, Proposal
from mutualaid.queries.teams import Team
from mutualaid.wording.appointments import names_phrase
from mutualaid.wording.categories import Phrase, minutes_phrase, told_phrases
from mutualaid.wording.dates import weekday_name
from mutualaid.wording.distance import walking_phrase_from_home
from mutualaid.wording.teams import asking_phrase, missing_phrase, said_yes_phrase


def open_facts(help_request: HelpRequest) -> list[Phrase]:
    """What the helper may know before both said yes, and how long it takes."""
    kind = category(help_request.category)
    lasts = (gettext("How long it takes"), minutes_phrase(help_request.minutes))
    return [lasts, *told_phrases(kind, help_request.facts, only_open=True)]


def all_facts(help_request: HelpRequest) -> list[Phrase]:
    """Everything the category asked for: after both said yes."""
    return told_phrases(category(help_request.category), help_request.facts)


def where_phrase(proposal: Proposal) -> str:
    """« tout près de chez vous », « par téléphone »."""
    if proposal.help_request.is_remote or proposal.distance_m is None:
        return gettext("by phone")
    return walking_phrase_from_home(proposal.distance_m)


def helper_question(proposal: Proposal, state: str, team: Team | None = None) -> str:
    """The heading of the helper's page; short, for the two answers to stand on the first screen."""
    day = weekday_name(proposal.on_date)
    if state == "gathering" and team is not None:
        return missing_phrase(team)
    if state == "asked" and proposal.help_request.is_weekly:
        return gettext("Can you help every week, on %(day)s?", day=day)
    return {
        "asked": lambda: gettext("Can you help on %(day)s?", day=day),
        "held": lambda: gettext("Somebody may already come on %(day)s", day=day),
        "held_yes": lambda: gettext("Thank you. You are next in line for %(day)s", day=day),
        "said_yes": lambda: gettext("Thank you. We are asking the person who needs help"),
        "said_no": lambda: gettext("Thank you for your answer"),
        "not_this_time": lambda: gettext("You are not needed this time. Thank you"),
        "agreed": lambda: gettext("It is agreed for %(day)s", day=day),
        "superseded": lambda: gettext("Somebody has already said yes. Thank you."),
        "over": lambda: gettext("This proposal is over"),
        "cancelled": lambda: gettext("There is nothing left to do for %(day)s", day=day),
    }[state]()


def resident_heading(proposal: Proposal, state: str, team: Team | None = None) -> str:
    """The heading of the resident's page; the helper's first name only once she said yes."""
    day = weekday_name(proposal.on_date)
    if team is not None and (heading := _heading_of_team(team, proposal, state)):
        return heading
    if state == "asked" and proposal.help_request.is_weekly:
        return gettext(
            "%(name)s can help you every week, on %(day)s. Is that all right?",
            name=proposal.helper.first_name,
            day=day,
        )
    return {
        "asked": lambda: gettext(
            "%(name)s can help you on %(day)s. Is that all right?",
            name=proposal.helper.first_name,
            day=day,
        ),
        "helper_asked": lambda: gettext("We are asking someone near you"),
        "searching": lambda: gettext("We are still looking"),
        "agreed": lambda: gettext("Your request has found someone"),
        "done": lambda: gettext("Your request is done"),
        "expired": lambda: gettext("Your request is over"),
        "ended": lambda: gettext("Your request has ended"),
    }[state]()


def _heading_of_team(team: Team, proposal: Proposal, state: str) -> str:
    """Who can come, once all have said yes; before, how many have."""
    if state == "asked":
        return gettext(
            "%(names)s can help you on %(day)s. Is that all right?",
            names=names_phrase(team.first_names),
            day=weekday_name(proposal.on_date),
        )
    if state == "gathering":
        return said_yes_phrase(team.n_yes, team.n_needed)
    if state == "helper_asked":
        return asking_phrase(team.n_asked, is_near=not proposal.help_request.is_remote)
    return ""
