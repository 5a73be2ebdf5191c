"""Weekly needs: accepted once, put down three weeks ahead; one date goes, or the whole series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.appointments import QUIETLY
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import Refusal
from mutualaid.domain.ids import mot_de_passage
from mutualaid.domain.occurrences import beginnings, weekly_dates
from mutualaid.domain.requests import every_week
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import (
    AppointmentStatus,
    HelperStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    HelpRequest,
    Proposal,
    Recurrence,
    RequestSlot,
    User,
)
from mutualaid.queries.appointments import coming
from mutualaid.services import (
    appointment_beginnings,
    appointments,
    journal,
    rules,
    run_requests,
    tasks,
)
from mutualaid.services.locks import lock_request
from mutualaid.services.transitions import change


def materialise(session: Session, *, now: datetime) -> int:
    """Write the dates of every series up to three weeks ahead. How many were written."""
    agreed = session.scalars(
        select(Proposal)
        .join(HelpRequest)
        .where(
            Proposal.status == ProposalStatus.AGREED,
            HelpRequest.status == RequestStatus.AGREED,
            HelpRequest.recurrence == Recurrence.WEEKLY,
        )
        .options(joinedload(Proposal.help_request).joinedload(HelpRequest.neighbourhood))
        .order_by(Proposal.help_request_id, Proposal.id)
    ).all()
    pairs = groupby(agreed, key=lambda proposal: proposal.help_request)
    return sum(put_down(session, need, list(group), now=now) for need, group in pairs)


def put_down(
    session: Session, help_request: HelpRequest, agreed: Sequence[Proposal], *, now: datetime
) -> int:
    """Write the dates that are missing from one series. How many were written.

    A date that was written once is never written again for the same pair, whatever became of it.
    """
    if not _dates_to_write(session, help_request, agreed[0], now):
        return 0
    lock_request(session, help_request.id)
    days = _dates_to_write(session, help_request, agreed[0], now)
    words = _words_of(session, agreed[0]) or mot_de_passage()
    for day in days:
        written = appointment_beginnings.write(
            session, help_request, list(agreed), day, words=words, now=now
        )
        _leave_out_who_is_away(session, help_request, written, now=now)
    return len(days)


def _leave_out_who_is_away(
    session: Session, help_request: HelpRequest, appointment: Appointment, *, now: datetime
) -> None:
    """« Je ne suis pas libre », said after the agreement, of a date that nobody had written yet.

    It is as if she had given up this one date: the resident is told at once, three weeks ahead.
    """
    for row in coming(appointment):
        if rules.is_away(row.helper, appointment.on_date):
            appointments.cannot_come(
                session, appointment, help_request, row.helper, by=row.helper, now=now
            )
            journal.note(
                session, "appointment_cancelled", appointment, by=None, now=now, who=row.helper_id
            )


def _dates_to_write(
    session: Session, help_request: HelpRequest, proposal: Proposal, now: datetime
) -> list[date]:
    if help_request.status is not RequestStatus.AGREED:
        return []
    days = weekly_dates(
        proposal.on_date,
        first_day=local_date(now, help_request.zone),
        until_on=help_request.until_on,
        besides=proposal.gaps,
    )
    written = _written_dates(session, help_request, proposal)
    begins = {
        day: Slot.of(day, proposal.half_day).starts_at(help_request.zone, help_request.start_time)
        for day in days
    }
    return [day for day in days if day not in written and begins[day] > now]


def _written_dates(session: Session, help_request: HelpRequest, proposal: Proposal) -> set[date]:
    """Dates of this pair, and those that the resident gave up when another helper came.

    Whoever gave a date up is read from the helper's row: it stays when the resident did.
    """
    rows = session.execute(
        select(
            Appointment.on_date,
            Appointment.status,
            AppointmentHelper.status,
            AppointmentHelper.proposal_id,
        )
        .join(AppointmentHelper)
        .where(Appointment.help_request_id == help_request.id)
    )
    return {
        on_date
        for on_date, status, helper, proposal_id in rows
        if proposal_id == proposal.id
        or (status is AppointmentStatus.CANCELLED and helper is HelperStatus.COMING)
    }


def _words_of(session: Session, proposal: Proposal) -> str | None:
    """The mot de passage that these two know already."""
    return session.scalar(
        select(Appointment.mot_de_passage)
        .join(AppointmentHelper)
        .where(AppointmentHelper.proposal_id == proposal.id)
        .order_by(Appointment.id)
        .limit(1)
    )


def stop(
    session: Session, appointment: Appointment, *, by: User, now: datetime, person: User
) -> None:
    """`person` ends the whole series. The resident: her need is over; a helper: we search again."""
    help_request = lock_request(session, appointment.help_request_id)
    if not help_request.is_weekly or help_request.status is not RequestStatus.AGREED:
        raise Refusal("appointment_over")
    if person.id == help_request.user_id:
        appointments.call_off(session, help_request, by=by, now=now)
        change(session, help_request, RequestStatus.CANCELLED, ended_at=now)
        tasks.drop_of_request(session, help_request, tasks.ENDS_WITH_REQUEST, now=now)
    else:
        soonest = _helper_stops(session, help_request, person, by=by, now=now)
        appointments.tell(session, help_request.user, soonest, now=now, event=str(person.id))
    journal.note(session, "series_stopped", help_request, by=by, now=now, who=person.id)


def part(
    session: Session,
    help_request: HelpRequest,
    helper: User,
    *,
    told: User,
    by: User,
    now: datetime,
) -> None:
    """The series of these two ends; `told` reads that it does, and not who wanted it."""
    soonest = _helper_stops(session, help_request, helper, by=by, now=now)
    appointments.tell(session, told, soonest, now=now, event=QUIETLY)
    journal.note(session, "series_stopped", help_request, by=by, now=now)


def _helper_stops(
    session: Session, help_request: HelpRequest, helper: User, *, by: User, now: datetime
) -> Appointment:
    """Her dates go and her place is searched again; the soonest of them."""
    agreed = session.scalars(
        select(Proposal).where(
            Proposal.help_request_id == help_request.id, Proposal.status == ProposalStatus.AGREED
        )
    ).all()
    hers = next((each for each in agreed if each.helper_id == helper.id), None)
    if hers is None:
        raise Refusal("appointment_over")
    change(session, hers, ProposalStatus.CANCELLED, ended_at=now)
    appointments.bar(session, help_request, helper, now=now)
    keys = appointment_beginnings.keys_key(help_request.id, helper.id)
    tasks.drop(session, keys, now=now)
    soonest = _free_her(session, help_request, hers, by=by, now=now)
    if len(agreed) == 1:
        change(session, help_request, RequestStatus.OPEN, searching_since=now)
        _renew_weeks(session, help_request, now=now)
    if help_request.is_team:
        appointments.ask_desk_for_another(session, soonest, help_request, now=now)
    elif len(agreed) == 1:
        home = help_request.neighbourhood_id
        run_requests.ask(session, neighbourhood_id=home, by=None, now=now)
    return soonest


def _free_her(
    session: Session, help_request: HelpRequest, proposal: Proposal, *, by: User, now: datetime
) -> Appointment:
    """Her dates to come go, unless somebody else comes too; the soonest one stands for them."""
    dates = session.scalars(
        select(Appointment)
        .join(AppointmentHelper)
        .where(AppointmentHelper.proposal_id == proposal.id)
        .order_by(Appointment.on_date)
    ).all()
    planned = [each for each in dates if each.status is AppointmentStatus.PLANNED]
    to_come = [each for each in planned if appointments.ends_at(each, help_request) > now]
    for appointment in to_come:
        row = next(each for each in appointment.helper_rows if each.helper_id == proposal.helper_id)
        others = [each for each in coming(appointment) if each is not row]
        if row.status is HelperStatus.COMING:
            change(session, row, HelperStatus.CANCELLED)
        if not others:
            appointments.end(session, appointment, by=by, now=now)
    return to_come[0] if to_come else dates[-1]


def _renew_weeks(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """The half-days that were asked for, from now on: the first ones may be long over."""
    today = local_date(now, help_request.zone)
    first_week = [
        Slot(day, slot.half_day_index)
        for slot in beginnings(help_request.slots)
        for day in weekly_dates(slot.on_date, first_day=today)[:1]
    ]
    known = set(help_request.slots)
    help_request.slot_rows.extend(
        RequestSlot(on_date=slot.on_date, half_day=slot.half_day)
        for slot in every_week(first_week, help_request.until_on)
        if slot not in known
    )
    session.flush()


def finish_past(session: Session, *, now: datetime) -> int:
    """A weekly need is done when its last date has passed. How many were finished."""
    planned = exists().where(
        Appointment.help_request_id == HelpRequest.id,
        Appointment.status == AppointmentStatus.PLANNED,
    )
    over = session.scalars(
        select(HelpRequest)
        .where(
            HelpRequest.recurrence == Recurrence.WEEKLY,
            HelpRequest.status == RequestStatus.AGREED,
            HelpRequest.until_on < now.date(),
            ~planned,
        )
        .order_by(HelpRequest.id)
    ).all()
    for help_request in over:
        lock_request(session, help_request.id)
        change(session, help_request, RequestStatus.DONE, ended_at=now)
    return len(over)
