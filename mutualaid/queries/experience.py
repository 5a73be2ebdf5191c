"""What earlier coups de main tell the next choice: who has met, how often neighbours cannot."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.refusals import Count
from mutualaid.domain.statuses import Answer, AppointmentStatus, HelperStatus, ProposalStatus
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, Proposal

Columns = TypeVarTuple("Columns")


def pairs_who_met(session: Session, resident_ids: Collection[int]) -> set[tuple[int, int]]:
    """(resident, other) for all whom these people came to, or who came to them."""
    wanted = set(resident_ids)
    pairs = select(HelpRequest.user_id, AppointmentHelper.helper_id).distinct()
    met = {(owner, helper) for owner, helper in session.execute(_that_took_place(pairs))}
    return {(a, b) for pair in met for a, b in (pair, pair[::-1]) if a in wanted}


def those_who_met(person_id: int, others: Collection[int]) -> tuple[Select[int], Select[int]]:
    """Those of the others who came to this person; and those to whom this person came."""
    owner, helper = HelpRequest.user_id, AppointmentHelper.helper_id
    return (
        _that_took_place(select(helper)).where(owner == person_id, helper.in_(others)),
        _that_took_place(select(owner)).where(helper == person_id, owner.in_(others)),
    )


def _that_took_place(statement: Select[*Columns]) -> Select[*Columns]:
    """Of every coup de main, with who asked and who came."""
    return (
        statement.select_from(HelpRequest)
        .join(Appointment, Appointment.help_request_id == HelpRequest.id)
        .join(AppointmentHelper, AppointmentHelper.appointment_id == Appointment.id)
        .where(
            AppointmentHelper.status == HelperStatus.COMING,
            Appointment.status == AppointmentStatus.DONE,
        )
    )


def count_refusals(session: Session, group: Collection[int], *, since: datetime) -> list[Count]:
    """Answers, noes and silences of these neighbourhoods, counted; nobody is told apart."""
    is_silence = (Proposal.status == ProposalStatus.EXPIRED) & (
        Proposal.helper_answer == Answer.NONE
    )
    is_refusal = or_(Proposal.helper_answer == Answer.NO, is_silence)
    counted = (
        select(
            HelpRequest.category,
            Proposal.half_day,
            func.count(),
            func.sum(case((is_refusal, 1), else_=0)),
            func.count(Proposal.helper_id.distinct()),
        )
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .where(
            Proposal.created_at > since,
            HelpRequest.neighbourhood_id.in_(group),
            or_(is_refusal, Proposal.helper_answer == Answer.YES),
        )
        .group_by(HelpRequest.category, Proposal.half_day)
    )
    return [Count(*row) for row in session.execute(counted)]
