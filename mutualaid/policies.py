"""Who may do what: the whole law in one file.

The same function guards the route, hides the button and guards the service.
"""

from __future__ import annotations

from collections.abc import Callable

from mutualaid.models import HelpRequest, Offer, Proposal, RelativeRole, User

Policy = Callable[[User], bool]


def member(user: User) -> bool:
    """Anybody who signed in and has not left."""
    return user.left_at is None


def coordinator(user: User) -> bool:
    """Somebody who coordinates at least one neighbourhood."""
    return member(user) and bool(user.coordinations)


def owes_second_factor(user: User) -> bool:
    """Whoever reads about many people shows a second code at each new session."""
    return user.is_admin or bool(user.coordinations)


def neighbourhood_ids(user: User) -> frozenset[int]:
    """The neighbourhoods that this person coordinates."""
    return frozenset(row.neighbourhood_id for row in user.coordinations)


def coordinates(user: User, neighbourhood_id: int | None) -> bool:
    """Whether this neighbourhood is hers."""
    return neighbourhood_id is not None and neighbourhood_id in neighbourhood_ids(user)


def may_act_for(user: User, person: User) -> bool:
    """Oneself, or a coordinator of the person's own neighbourhood."""
    return user.id == person.id or coordinates(user, person.neighbourhood_id)


def may_post(user: User) -> bool:
    """Ask and offer, for oneself or somebody else: from 18 on.

    Younger, one comes to gatherings and public places; no adult is ever alone with a minor.
    """
    return user.is_adult


def speaks_for(user: User, person: User) -> bool:
    """A relative who asks « pour un proche »: for the person's requests, and nothing else."""
    return person.spoken_for_by_id == user.id and any(
        row.account_id == user.id and row.role is RelativeRole.CARER for row in person.relatives
    )


def may_change_request(user: User, help_request: HelpRequest) -> bool:
    """The person whose need it is, her relative, or a coordinator of where it is."""
    return (
        user.id == help_request.user_id
        or coordinates(user, help_request.neighbourhood_id)
        or speaks_for(user, help_request.user)
    )


def may_change_offer(user: User, offer: Offer) -> bool:
    """The person who offers, or a coordinator of her own neighbourhood."""
    return may_act_for(user, offer.user)


def may_see_request(user: User, help_request: HelpRequest) -> bool:
    """As for changing it."""
    return may_change_request(user, help_request)


def may_answer_for_helper(user: User, proposal: Proposal) -> bool:
    """The helper, or a coordinator of the helper's own neighbourhood."""
    return may_act_for(user, proposal.helper)


def may_answer_for_resident(user: User, proposal: Proposal) -> bool:
    """The resident, or a coordinator of the resident's own neighbourhood."""
    return may_act_for(user, proposal.help_request.user)
