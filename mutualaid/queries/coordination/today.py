"""The figures of the day, and the last run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.categories import category
from mutualaid.domain.clock import local_date
from mutualaid.domain.statuses import SEARCHING_REQUESTS, AppointmentStatus, RequestStatus
from mutualaid.models import (
    Appointment,
    AppointmentNotice,
    DeskAbsence,
    HelpRequest,
    MatchingRun,
    Message,
    Neighbourhood,
    NeighbourhoodRelation,
    Proposal,
    RunRequest,
    User,
)
from mutualaid.queries import neighbours
from mutualaid.queries import tasks as queries
from mutualaid.queries.coordination import team as teams
from mutualaid.queries.coordination.queue import Queue, line_up
from mutualaid.queries.notices import list_notices

WAITED_LONG = timedelta(days=2)


@dataclass(frozen=True)
class Counts:
    """The figures on top of the page of the day."""

    n_waiting_long: int
    n_searching: int
    n_planned_today: int
    is_run_asked: bool


@dataclass(frozen=True)
class Today:
    """All that the first page of the desk shows."""

    homes: list[Neighbourhood]
    counts: Counts
    queue: Queue
    team: Sequence[User]
    closed: Sequence[DeskAbsence]
    """Days of this week on which nobody is there."""
    unmet: list[HelpRequest]
    requests: dict[int, HelpRequest]
    messages: dict[int, Message]
    notices: list[AppointmentNotice]
    proposals: dict[int, Proposal]
    """Those that tasks are about."""
    last_run: MatchingRun | None


def get_today(session: Session, desk: Collection[int], *, reader_id: int, now: datetime) -> Today:
    """What to do first, in a dozen questions however much there is."""
    everywhere = _everywhere(session)
    homes = [home for home in everywhere if home.id in desk]
    today = local_date(now, homes[0].zone) if homes else now.date()
    tasks = queries.once_a_place(queries.list_tasks(session, desk))
    failed = {task.message_id for task in tasks if task.message_id}
    messages = queries.list_call_messages(session, desk, now=now, also=failed)
    about = {task.help_request_id for task in tasks}
    about |= {message.help_request_id for message in messages}
    requests = queries.list_requests(session, about, unmet_of=desk)
    asked = {task.proposal_id for task in tasks} | {each.proposal_id for each in messages}
    proposals = queries.list_proposals(session, asked)
    moved = {task.appointment_id or 0 for task in tasks if task.is_urgent}
    notices = list_notices(session, moved | queries.appointments_of_notices(messages))
    people = queries.people_to_call(
        queries.list_calls(session, messages, requests, proposals=proposals, notices=notices)
    )
    team = teams.list_team(session, desk)
    claims = teams.list_claims(
        session, [task.id for task in tasks], [person.user.id for person in people]
    )
    return Today(
        homes=homes,
        counts=count_today(session, desk, today=today, now=now),
        queue=line_up(tasks, people, claims, reader_id=reader_id, now=now),
        team=team,
        closed=teams.list_closed_days(session, desk, today=today),
        unmet=[each for each in requests.values() if _is_unmet(each, desk)],
        requests=requests,
        messages={each.id: each for each in messages if each.id in failed},
        notices=notices,
        proposals=proposals,
        last_run=find_last_run(session, _group_keys(everywhere, desk)),
    )


def _is_unmet(help_request: HelpRequest, desk: Collection[int]) -> bool:
    return (
        help_request.status is RequestStatus.OPEN
        and help_request.neighbourhood_id in desk
        and category(help_request.category).goes_to_matcher
    )


def _everywhere(session: Session) -> dict[Neighbourhood, set[int]]:
    """Every neighbourhood by name, with those it declares, in one question."""
    found: dict[Neighbourhood, set[int]] = {}
    rows = session.execute(
        select(Neighbourhood, NeighbourhoodRelation.to_id)
        .outerjoin(NeighbourhoodRelation, NeighbourhoodRelation.from_id == Neighbourhood.id)
        .order_by(Neighbourhood.name, Neighbourhood.id)
    )
    for home, declared in rows:
        found.setdefault(home, set()).update({declared} if declared else set())
    return found


def _group_keys(everywhere: dict[Neighbourhood, set[int]], desk: Collection[int]) -> list[str]:
    ids = sorted(home.id for home in everywhere if home.opened_at is not None)
    declared = {(home.id, other) for home, others in everywhere.items() for other in others}
    mutual = {(a, b) for a, b in declared if (b, a) in declared}
    groups = neighbours.gather(ids, mutual)
    return [str(min(group)) for group in groups if not set(desk).isdisjoint(group)]


def list_homes(session: Session, desk: Collection[int]) -> list[Neighbourhood]:
    """Her neighbourhoods, by name."""
    return list(
        session.scalars(
            select(Neighbourhood).where(Neighbourhood.id.in_(desk)).order_by(Neighbourhood.name)
        )
    )


def count_today(session: Session, desk: Collection[int], *, today: date, now: datetime) -> Counts:
    """How many wait, and how many coups de main take place today."""
    searching = select(func.count(HelpRequest.user_id.distinct())).where(
        HelpRequest.neighbourhood_id.in_(desk), HelpRequest.status.in_(SEARCHING_REQUESTS)
    )
    planned = (
        select(func.count())
        .select_from(Appointment)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .where(
            HelpRequest.neighbourhood_id.in_(desk),
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.on_date == today,
        )
    )
    asked = (
        select(func.count())
        .select_from(RunRequest)
        .where(
            RunRequest.finished_at.is_(None),
            RunRequest.help_request_id.is_(None),
            or_(RunRequest.neighbourhood_id.in_(desk), RunRequest.neighbourhood_id.is_(None)),
        )
    )
    waiting = searching.where(HelpRequest.confirmed_at < now - WAITED_LONG)
    row = session.execute(
        select(
            waiting.scalar_subquery(),
            searching.scalar_subquery(),
            planned.scalar_subquery(),
            asked.scalar_subquery(),
        )
    ).one()
    return Counts(row[0], row[1], row[2], row[3] > 0)


def find_last_run(session: Session, group_keys: Collection[str]) -> MatchingRun | None:
    """The latest finished run of these neighbourhood groups."""
    return session.scalar(
        select(MatchingRun)
        .where(MatchingRun.group_key.in_(group_keys), MatchingRun.finished_at.is_not(None))
        .order_by(MatchingRun.finished_at.desc(), MatchingRun.id.desc())
        .limit(1)
    )
