"""An address that no source knows is put on the grid by hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import Refusal
from mutualaid.domain.geo import Point, Precision
from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Place, Street, Task, User
from mutualaid.queries import places as queries
from mutualaid.services import journal, tasks, users

SOURCE = "coordinator"


def place_on_street(
    session: Session, place: Place, street: Street, *, by: User, now: datetime
) -> None:
    """This is the street that was meant; the number stays as it was typed."""
    place.street = street.name
    place.postcode, place.commune = street.postcode, street.commune
    if street.house_number:
        place.house_number = street.house_number
    place.line = f"{place.house_number} {street.name}".strip()[:200]
    precision = Precision.ADDRESS if street.house_number else Precision.STREET
    point = Point(street.lat, street.lon)
    _place(session, place, point, precision, street.neighbourhood_id, by=by, now=now)


def place_on_grid(session: Session, place: Place, point: Point, *, by: User, now: datetime) -> None:
    """This is the door, in degrees; the address stays as it was typed."""
    _place(session, place, point, Precision.ADDRESS, None, by=by, now=now)


def _place(
    session: Session,
    place: Place,
    point: Point,
    precision: Precision,
    neighbourhood_id: int | None,
    *,
    by: User,
    now: datetime,
) -> None:
    home_id = neighbourhood_id or queries.nearest_neighbourhood(
        queries.list_open_neighbourhoods(session), point
    )
    if home_id is None:
        raise Refusal("outside_every_neighbourhood")
    place.lat, place.lon, place.precision, place.source = point.lat, point.lon, precision, SOURCE
    place.neighbourhood_id = home_id
    session.flush()
    for table in (User, HelpRequest):
        session.execute(
            update(table)
            .where(table.place_id == place.id, table.neighbourhood_id.is_(None))
            .values(neighbourhood_id=home_id)
            .execution_options(synchronize_session=False)
        )
    journal.note(session, "placed", place, by=by, now=now)
    _finish_tasks(session, place, by=by, now=now)


def _finish_tasks(session: Session, place: Place, *, by: User, now: datetime) -> None:
    rows = session.scalars(
        select(Task).where(
            Task.kind == TaskKind.PLACE_ADDRESS,
            Task.status == TaskStatus.OPEN,
            Task.place_id == place.id,
        )
    ).all()
    for task in rows:
        if not policies.coordinates(by, task.neighbourhood_id):
            continue
        person = session.get(User, task.user_id) if task.user_id else None
        if person is not None and task.reason_key == users.review_key(place):
            users.move(session, person, place, by=by, now=now)
        tasks.finish(session, task, by=by, now=now)
