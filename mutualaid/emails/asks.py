"""Mails that ask: the helper, the resident at the pairing, the resident after the helper's yes."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.clock import local_date
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import LIVE_PROPOSALS, Answer, ProposalStatus, RequestStatus
from mutualaid.emails import phrases
from mutualaid.emails.letter import Button, Letter, Link, Writing
from mutualaid.models import HelpRequest, Proposal, User
from mutualaid.queries import appointments, proposals
from mutualaid.queries.contacts import contact_of
from mutualaid.queries.teams import find_team
from mutualaid.wording.dates import moment_phrase, weekday_name
from mutualaid.wording.distance import walking_phrase, walking_phrase_from_home
from mutualaid.wording.teams import asking_phrase, together_sentence


def proposal_helper(writing: Writing) -> Letter | None:
    """« Pouvez-vous aider ? »: nothing of the other person but the need, the time, the distance."""
    proposal = _proposal(writing)
    if proposal.helper_answer is not Answer.NONE or _is_over(proposal, writing):
        return None
    need = proposal.help_request
    stop = _stop_links(writing, proposal)
    return Letter(
        home=writing.reader.neighbourhood,
        words={
            "subject": _ask_subject(need, proposal, writing),
            "ask": _ask(need, proposal),
            "deadline": _deadline(proposal, writing),
            "is_held": proposal.status is ProposalStatus.HELD,
            "together": together_sentence(need) if need.is_team else "",
        },
        facts=[
            *phrases.need_facts(need, proposal, only_open=True),
            *phrases.rough_place(need, proposal.distance_m),
        ],
        buttons=phrases.yes_no(
            _page(writing, proposal), _yes_of(proposal), gettext("No, not this time")
        ),
        links=stop,
        unsubscribe_url=stop[0].url if stop else "",
    )


def _yes_of(proposal: Proposal) -> str:
    if proposal.status is ProposalStatus.HELD:
        return gettext("Yes, if that changes")
    return gettext("Yes, I can")


def _stop_links(writing: Writing, proposal: Proposal) -> list[Link]:
    """One click withdraws the offer; somebody asked without an offer has nothing to withdraw."""
    if proposal.offer is None:
        return []
    token = writing.token(TokenPurpose.UNSUBSCRIBE, proposal.offer)
    return [Link(gettext("Stop these e-mails"), writing.url(f"/desabonnement/{token}"))]


def _ask_subject(need: HelpRequest, proposal: Proposal, writing: Writing) -> str:
    day = phrases.near_day(proposal.on_date, writing.today)
    if need.is_weekly:
        return gettext("A hand every week, on %(day)s?", day=weekday_name(proposal.on_date))
    if need.is_remote:
        return gettext("A hand by phone on %(day)s?", day=day)
    if proposal.distance_m is not None and proposal.distance_m > phrases.NEAR_M:
        where = walking_phrase(proposal.distance_m)
        return gettext("A hand %(where)s on %(day)s?", where=where, day=day)
    return gettext("A hand near you on %(day)s?", day=day)


def _ask(need: HelpRequest, proposal: Proposal) -> str:
    if need.is_remote:
        return gettext("Somebody needs help by phone. Can you call?")
    if proposal.distance_m is None:
        return gettext("Somebody needs help near you. Can you come?")
    where = walking_phrase_from_home(proposal.distance_m)
    return gettext("Somebody needs help, %(where)s. Can you come?", where=where)


def proposal_resident(writing: Writing) -> Letter | None:
    """« Nous demandons à une personne près de chez vous »: no name, she has not agreed."""
    told = _proposal(writing)
    need = told.help_request
    if need.status is not RequestStatus.PROPOSED:
        return None
    asked = proposals.list_live_of_request(writing.session, need)
    unanswered = [each for each in asked if each.helper_answer is Answer.NONE]
    if not unanswered or (len(unanswered) < len(asked) and not need.is_team):
        return None  # somebody said yes: that mail tells more
    proposal = next((each for each in unanswered if each.id == told.id), unanswered[0])
    is_near = not need.is_remote and (told.distance_m or 0) <= phrases.NEAR_M
    return Letter(
        home=need.neighbourhood or writing.reader.neighbourhood,
        words={
            "is_near": is_near,
            "several": asking_phrase(len(asked), is_near=is_near) if need.is_team else "",
            "day": phrases.near_day(proposal.on_date, writing.today),
            "deadline": _deadline(proposal, writing),
            "is_agreed": need.agreed_in_advance_at is not None,
        },
        facts=[
            *phrases.need_facts(need, proposal, only_open=False),
            *phrases.meeting_place(need),
        ],
        buttons=_advance_buttons(need, _page(writing, told)),
        links=[Link(gettext("Change or withdraw my request"), writing.my_space())],
    )


def _advance_buttons(need: HelpRequest, page: str) -> list[Button]:
    stop = Button(gettext("I don't need it any more"), f"{page}?reponse=plus-besoin")
    if need.agreed_in_advance_at is not None:
        return [stop]
    wait = (
        gettext("I prefer to wait for the answers")
        if need.is_team
        else gettext("I prefer to wait for the answer")
    )
    return [
        Button(gettext("Yes in advance"), f"{page}?reponse=avance", is_main=True),
        Button(wait, f"{page}?reponse=attendre"),
        stop,
    ]


def helper_said_yes(writing: Writing) -> Letter | None:
    """« Karim peut vous aider mardi. Cela vous va ? »: the first name, for the first time."""
    proposal = _proposal(writing)
    need, helper = proposal.help_request, proposal.helper
    waits = (
        proposal.status is ProposalStatus.OPEN
        and proposal.helper_answer is Answer.YES
        and proposal.resident_answer is Answer.NONE
        and not _is_over(proposal, writing)
    )
    team = find_team(writing.session, need)
    if not waits or (team is not None and not team.is_complete):
        return None
    helpers = [each.helper for each in team.holding] if team is not None else [helper]
    is_near = proposal.distance_m is not None and proposal.distance_m <= phrases.NEAR_M
    return Letter(
        home=need.neighbourhood or writing.reader.neighbourhood,
        words={
            "name": phrases.names(helpers),
            "n_people": len(helpers),
            "day": phrases.near_day(proposal.on_date, writing.today),
            "is_near": is_near and len(helpers) == 1,
            "n_hands": _n_hands(writing, helpers),
            "is_met": all(each.met_on is not None for each in helpers),
            "shared": _shared(writing.reader, need),
            "deadline": _deadline(proposal, writing),
        },
        facts=[
            *phrases.need_facts(need, proposal, only_open=False),
            *phrases.meeting_place(need),
        ],
        buttons=phrases.yes_no(
            _page(writing, proposal), gettext("Yes, all right"), gettext("No, thank you")
        ),
        links=[Link(gettext("Change or withdraw my request"), writing.my_space())],
    )


def _n_hands(writing: Writing, helpers: list[User]) -> int:
    """How many hands somebody has given who comes alone."""
    if len(helpers) > 1:
        return 0
    return appointments.count_done_by_helper(writing.session, helpers[0])


def _shared(resident: User, need: HelpRequest) -> list[str]:
    """What the helper will read after the resident's yes."""
    shared = []
    way = contact_of(resident)
    if not way.is_desk:
        shared.append(gettext("your phone number") if way.phone else gettext("your e-mail"))
    if not need.is_remote and need.meeting_point_id is None:
        shared.append(gettext("your address"))
    return shared


def _proposal(writing: Writing) -> Proposal:
    return proposals.get_proposal(writing.session, writing.message.proposal_id or 0)


def _page(writing: Writing, proposal: Proposal) -> str:
    return writing.url(f"/proposition/{writing.token(TokenPurpose.ANSWER, proposal)}")


def _deadline(proposal: Proposal, writing: Writing) -> str:
    return moment_phrase(proposal.expires_at, writing.zone)


def _is_over(proposal: Proposal, writing: Writing) -> bool:
    """No longer to be answered; a held one's clock stands still until its own day."""
    if proposal.status is ProposalStatus.HELD:
        return proposal.on_date <= local_date(writing.now, writing.zone)
    return proposal.status not in LIVE_PROPOSALS or proposal.expires_at <= writing.now
