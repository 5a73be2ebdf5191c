"""« Je ne peux plus » of a weekly need: this date alone, or every week, by link and at the desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mutualaid.domain.requests import every_week
from mutualaid.domain.statuses import AppointmentStatus, RequestStatus
from mutualaid.models import Appointment, HelpRequest, Recurrence, RequestSlot
from mutualaid.services import series
from tests.blueprints.appointments.conftest import Meeting
from tests.blueprints.conftest import sign_in
from tests.browser import Browser
from tests.factories import NOW, thursday


@pytest.fixture
def thursdays(meeting: Meeting) -> Meeting:
    """The two meet every Thursday."""
    with meeting.database.transaction() as session:
        need = session.scalars(select(HelpRequest)).one()
        need.recurrence = Recurrence.WEEKLY
        need.slot_rows += [
            RequestSlot(on_date=slot.on_date, half_day=slot.half_day)
            for slot in every_week([thursday()], None)[1:]
        ]
        session.flush()
        series.materialise(session, now=NOW)
    return meeting


def state(meeting: Meeting) -> tuple[int, RequestStatus]:
    with meeting.database.reading() as session:
        planned = session.scalars(
            select(Appointment).where(Appointment.status == AppointmentStatus.PLANNED)
        ).all()
        return len(planned), session.scalars(select(HelpRequest.status)).one()


@pytest.mark.parametrize(
    ("person", "pressed", "becomes"),
    [
        ("Karim", "date", (2, RequestStatus.AGREED)),
        ("Jeanne", "date", (2, RequestStatus.AGREED)),
        ("Karim", "series", (0, RequestStatus.OPEN)),
        ("Jeanne", "series", (0, RequestStatus.CANCELLED)),
    ],
)
def test_each_side_gives_up_one_date_or_all(
    browser: Browser,
    thursdays: Meeting,
    person: str,
    pressed: str,
    becomes: tuple[int, RequestStatus],
) -> None:
    assert state(thursdays) == (3, RequestStatus.AGREED)
    page = browser.get(thursdays.paths[person] + "/annuler")
    assert "Annuler cette date seulement" in page.text
    browser.submit(button=("what", pressed))
    assert state(thursdays) == becomes


def test_pressing_twice_is_once(browser: Browser, thursdays: Meeting) -> None:
    for _ in range(2):
        browser.get(thursdays.paths["Karim"] + "/annuler")
        if "Arrêter toutes les semaines" in browser.page.text:
            browser.submit(button=("what", "series"))
    assert state(thursdays) == (0, RequestStatus.OPEN)


@pytest.mark.parametrize(("label", "left"), [("à cette date", 2), ("toutes les semaines", 0)])
def test_the_desk_writes_down_either(
    browser: Browser, thursdays: Meeting, label: str, left: int
) -> None:
    sign_in(browser, thursdays.fatima)
    path = f"/coordination/voisins/{thursdays.karim.id}"
    page = browser.get(path)
    assert f"Karim ne peut pas venir {label}" in page.text or f"Karim arrête {label}" in page.text
    sent = {"rendez-vous": str(thursdays.appointment_id)}
    if label == "toutes les semaines":
        sent["quoi"] = "serie"
    fields = dict(page.post_form("rendez-vous").fields)
    token = {name: value for name, value in fields.items() if "csrf" in name}
    response = browser.client.post(f"{path}/annuler", data=token | sent)
    assert response.status_code == 303
    assert state(thursdays)[0] == left
