"""A neighbourhood opens only when it is filled in, and exchanges only when both say so."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.slots import HalfDay
from mutualaid.models import (
    Coordinator,
    CoordinatorRole,
    DeskHalfDay,
    MeetingPoint,
    Neighbourhood,
    OutsideInterest,
)
from mutualaid.queries import neighbours
from mutualaid.services import neighbourhoods
from tests import factories as f

CENTRE = {
    "code": "BR", "name": "Les Brosses", "place_phrase": "aux Brosses",
    "commune": "Villeurbanne", "postcode": "69100", "lat": f.LAT, "lon": f.LON,
}  # fmt: skip
FILLED_IN = {
    "desk_name": "Fatima", "desk_phone": "+33465710101", "controller_name": "Centre social",
    "controller_contact": "donnees@example.fr", "insurer": "Mutuelle",
    "insurance_contract": "A 12", "insurance_contact": "04 65 71 00 00",
}  # fmt: skip
NEEDED = [
    "coordinator", "deputy", "desk_name", "desk_phone", "desk_hours", "controller_name",
    "controller_contact", "insurer", "insurance_contract", "insurance_contact", "meeting_point",
]  # fmt: skip


@pytest.fixture
def home(session: Session) -> Neighbourhood:
    return neighbourhoods.describe(session, "les-brosses", now=f.NOW, **CENTRE)


def fill_in(session: Session, home: Neighbourhood) -> None:
    neighbourhoods.describe(session, home.slug, now=f.NOW, **FILLED_IN)
    neighbourhoods.set_desk_hours(session, home, [(0, HalfDay.MORNING)])
    neighbourhoods.add_meeting_point(
        session, home, name="Café", street="Place", lat=f.LAT, lon=f.LON
    )
    for name, role in (
        ("Fatima", CoordinatorRole.COORDINATOR),
        ("Rose", CoordinatorRole.DEPUTY),
    ):
        person = f.person(session, home, name)
        neighbourhoods.add_coordinator(session, home, person, role, now=f.NOW)


def test_a_new_neighbourhood_says_everything_that_is_missing(
    session: Session, home: Neighbourhood
) -> None:
    assert neighbourhoods.missing_before_opening(session, home) == NEEDED
    with pytest.raises(Refusal, match="neighbourhood_incomplete"):
        neighbourhoods.open_neighbourhood(session, home, now=f.NOW)


def test_it_opens_once_filled_in(session: Session, home: Neighbourhood) -> None:
    fill_in(session, home)
    assert neighbourhoods.missing_before_opening(session, home) == []
    neighbourhoods.open_neighbourhood(session, home, now=f.NOW)
    assert home.opened_at == f.NOW


@pytest.mark.parametrize("name", sorted(FILLED_IN))
def test_one_missing_answer_keeps_it_shut(session: Session, home: Neighbourhood, name: str) -> None:
    fill_in(session, home)
    neighbourhoods.describe(session, home.slug, now=f.NOW, **{name: ""})
    assert neighbourhoods.missing_before_opening(session, home) == [name]


def test_describing_again_changes_only_what_is_said(session: Session, home: Neighbourhood) -> None:
    again = neighbourhoods.describe(session, "les-brosses", now=f.NOW, cell_unknown_m=1000)
    assert again is home
    assert (again.name, again.cell_unknown_m) == ("Les Brosses", 1000)


def test_two_posters_never_bear_the_same_code(session: Session, home: Neighbourhood) -> None:
    with pytest.raises(Refusal, match="code_taken"):
        neighbourhoods.describe(
            session, "cusset", now=f.NOW, **{**CENTRE, "code": home.code.lower()}
        )


@pytest.mark.usefixtures("home")
def test_a_setting_that_does_not_exist_is_a_mistake_of_ours(session: Session) -> None:
    with pytest.raises(ValueError, match="colour"):
        neighbourhoods.describe(session, "les-brosses", now=f.NOW, colour="red")


def test_desk_hours_replace_those_before_and_absences_need_an_order(
    session: Session, home: Neighbourhood
) -> None:
    neighbourhoods.set_desk_hours(session, home, [(0, HalfDay.MORNING), (0, HalfDay.MORNING)])
    neighbourhoods.set_desk_hours(session, home, [(1, HalfDay.AFTERNOON)])
    assert session.execute(select(DeskHalfDay.weekday, DeskHalfDay.half_day)).all() == [
        (1, HalfDay.AFTERNOON)
    ]
    with pytest.raises(Refusal, match="ends_before_it_starts"):
        neighbourhoods.add_desk_absence(
            session, home, starts_on=date(2026, 8, 2), ends_on=date(2026, 8, 1)
        )


def test_a_coordinator_is_added_once_and_may_become_deputy(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.person(session, home, "Fatima")
    for role in CoordinatorRole:
        neighbourhoods.add_coordinator(session, home, fatima, role, now=f.NOW)
    assert session.scalars(select(Coordinator.role)).all() == [CoordinatorRole.DEPUTY]


def test_a_meeting_point_is_moved_by_its_name(session: Session, home: Neighbourhood) -> None:
    for street in ("Place", "Cours"):
        neighbourhoods.add_meeting_point(
            session, home, name="Café", street=street, lat=f.LAT, lon=f.LON
        )
    assert session.scalars(select(MeetingPoint.street)).all() == ["Cours"]


def test_linked_neighbourhoods_exchange_in_both_directions(
    session: Session, home: Neighbourhood
) -> None:
    cusset = f.neighbourhood(session, "Cusset")
    for _ in range(2):
        neighbourhoods.link(session, home, cusset, now=f.NOW)
    assert neighbours.mutual_pairs(session) == {(home.id, cusset.id), (cusset.id, home.id)}
    with pytest.raises(Refusal, match="same_neighbourhood"):
        neighbourhoods.link(session, home, home, now=f.NOW)


def test_an_email_left_twice_for_one_town_is_kept_once(session: Session) -> None:
    for _ in range(2):
        neighbourhoods.leave_email(session, email="a@example.fr", commune="Brest", now=f.NOW)
    assert session.scalar(select(func.count()).select_from(OutsideInterest)) == 1
