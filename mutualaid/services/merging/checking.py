"""Whether two rows may be one person: never two of a household, never two who met."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import LIVE_PROPOSALS, AppointmentStatus, HelperStatus
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Block,
    CircleMember,
    Enrolment,
    HelpRequest,
    Proposal,
    Relative,
    Tie,
    User,
)


def check_one_person(
    session: Session, one: User, other: User, *, names_are_checked: bool, by: User
) -> None:
    """Refuse whatever shows that these are two people, or that it must wait."""
    for each in (one, other):
        if by.id == each.id or each.left_at is not None or not policies.may_act_for(by, each):
            raise NotFound("user")
    refusals: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("changed", lambda: one.id == other.id),
        ("merge_team", lambda: any(each.coordinations or each.is_admin for each in (one, other))),
        ("merge_ages", lambda: one.is_adult is not other.is_adult),
        ("merge_household", lambda: _household(one) == _household(other)),
        ("merge_two_people", lambda: have_met(session, one, other)),
        ("merge_both_asked", lambda: are_both_asked(session, one, other)),
        ("merge_blocked", lambda: is_blocked_between(session, one, other)),
        ("merge_veille", lambda: are_both_enrolled(session, one, other)),
        ("merge_names", lambda: not names_are_checked and not has_same_name(one, other)),
    )
    for code, is_so in refusals:
        if is_so():
            raise Refusal(code)


def _household(person: User) -> int:
    return person.household_id or person.id


def has_same_name(one: User, other: User) -> bool:
    """The same first name, whatever the capitals, accents and hyphens."""
    return letters(one.first_name) == letters(other.first_name)


def letters(name: str) -> str:
    """What is left of a name without capitals, accents, spaces and hyphens."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in parts if sign.isalpha())


def have_met(session: Session, one: User, other: User) -> bool:
    """One helps the other, blocks her, is her relative, speaks for her: then they are two."""
    conditions: tuple[sa.Exists, ...] = (
        exists().where(
            CircleMember.enrolment_id == Enrolment.id,
            _between(Enrolment.user_id, CircleMember.neighbour_id, one, other),
        ),
        exists().where(
            Proposal.help_request_id == HelpRequest.id,
            or_(
                and_(HelpRequest.user_id == one.id, Proposal.helper_id == other.id),
                and_(HelpRequest.user_id == other.id, Proposal.helper_id == one.id),
            ),
        ),
        _share_an_appointment(one, other),
        exists().where(_between(Tie.low_id, Tie.high_id, one, other)),
        exists().where(_between(Block.blocker_id, Block.blocked_id, one, other)),
        exists().where(_between(Relative.user_id, Relative.account_id, one, other)),
        exists().where(_between(User.id, User.spoken_for_by_id, one, other)),
    )
    return any(session.scalar(select(condition)) for condition in conditions)


def _between(left: Any, right: Any, one: User, other: User) -> sa.ColumnElement[bool]:
    return or_(
        and_(left == one.id, right == other.id),
        and_(left == other.id, right == one.id),
    )


def _share_an_appointment(one: User, other: User) -> sa.Exists:
    first, second = aliased(AppointmentHelper), aliased(AppointmentHelper)
    return exists().where(
        first.appointment_id == second.appointment_id,
        first.helper_id == one.id,
        second.helper_id == other.id,
    )


def are_both_enrolled(session: Session, one: User, other: User) -> bool:
    """Two agreements and two lists of answers: the coordinator ends one of them first."""
    rows = select(Enrolment.id).where(Enrolment.user_id.in_((one.id, other.id)))
    return len(session.scalars(rows).all()) > 1


def are_both_asked(session: Session, one: User, other: User) -> bool:
    """Both wait to answer about one need: the unique index would refuse it, and so do we."""
    first, second = aliased(Proposal), aliased(Proposal)
    return bool(
        session.scalar(
            select(
                exists().where(
                    first.help_request_id == second.help_request_id,
                    first.helper_id == one.id,
                    second.helper_id == other.id,
                    first.status.in_(LIVE_PROPOSALS),
                    second.status.in_(LIVE_PROPOSALS),
                )
            )
        )
    )


def is_blocked_between(session: Session, one: User, other: User) -> bool:
    """One of the two wants no contact with somebody whom the other is about to see."""
    for person, same in ((one, other), (other, one)):
        away = set(
            session.scalars(select(Block.blocked_id).where(Block.blocker_id == person.id))
        ) | set(session.scalars(select(Block.blocker_id).where(Block.blocked_id == person.id)))
        if away & _about_to_see(session, same):
            return True
    return False


def _about_to_see(session: Session, person: User) -> set[int]:
    """Whom somebody is paired with now, on either side."""
    live = or_(
        Proposal.status.in_(LIVE_PROPOSALS),
        exists().where(
            AppointmentHelper.proposal_id == Proposal.id,
            AppointmentHelper.status == HelperStatus.COMING,
            Appointment.id == AppointmentHelper.appointment_id,
            Appointment.status == AppointmentStatus.PLANNED,
        ),
    )
    pairs = session.execute(
        select(Proposal.helper_id, HelpRequest.user_id)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .where(or_(Proposal.helper_id == person.id, HelpRequest.user_id == person.id), live)
    )
    return {number for pair in pairs for number in pair} - {person.id}
