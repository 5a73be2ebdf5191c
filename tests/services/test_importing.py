"""The spreadsheet of a collective: whoever is in it is written once, and paired with nobody yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.domain.spreadsheets import read_table
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Consent, JournalEntry, Neighbourhood, Task, User
from mutualaid.retention import UNCONFIRMED
from mutualaid.services import coordination, exporting, importing, retention
from tests import factories as f
from tests.blueprints.conftest import add_street


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return f.coordinator(session, home)


def draft_of(text: str, home: Neighbourhood) -> importing.Draft:
    return importing.draft_of(read_table(text.encode()), home.id, today=f.TODAY)


def test_the_same_person_is_written_once_and_a_couple_twice(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    f.person(session, home, "Élodie", email="elodie@example.fr")
    draft = draft_of(
        "Prénom;Tel;Mail\n"
        "Lucie;0472000000;\nMarcel;0472000000;\nlucie;04 72 00 00 00;\n"
        "elodie;;Elodie@Example.fr\nPaul;;elodie@example.fr\n",
        home,
    )
    checked = importing.check(session, draft)
    assert [entry.first_name for entry in checked.new] == ["Lucie", "Marcel", "Paul"]
    assert [(entry.line, before.line) for entry, before in checked.twice] == [(4, 2)]
    assert [entry.line for entry, _person in checked.known] == [5]
    assert checked.beside == {3: "Lucie", 6: "Élodie"}


def test_whoever_is_written_down_waits_for_a_call(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    add_street(session, home, "Rue des Lilas")
    draft = draft_of(
        "Prénom;Nom;Tel;Mail;Adresse;Accord;Étage;Quand appeler\n"
        "Jeanne;Petit;0639981234;j@example.fr;12 rue des Lilas;12/03/2026;2e;le matin\n"
        "Paul;;0639981235;;5 chemin inconnu;;;\n",
        home,
    )
    assert importing.write_down(session, draft, by=fatima, now=f.NOW) == 2
    assert importing.write_down(session, draft, by=fatima, now=f.NOW) == 0
    jeanne, paul = session.scalars(
        select(User).where(User.phone.in_(["+33639981234", "+33639981235"])).order_by(User.id)
    )
    assert not jeanne.is_confirmed
    assert not paul.is_confirmed
    assert (jeanne.last_name, jeanne.email, jeanne.call_hours) == (
        "Petit",
        "j@example.fr",
        "le matin",
    )
    assert jeanne.place is not None
    assert (jeanne.place.street, jeanne.place.flat) == ("Rue des Lilas", "2e")
    assert paul.place is not None
    assert not paul.place.precision.is_matchable
    consent = session.scalars(select(Consent)).one()
    assert (consent.user_id, consent.given_at.date()) == (jeanne.id, date(2026, 3, 12))
    assert (consent.channel, consent.recorded_by_id) == ("paper", fatima.id)
    tasks = session.scalars(select(Task).where(Task.kind == TaskKind.CONFIRM)).all()
    assert {task.user_id for task in tasks} == {jeanne.id, paul.id}
    said = session.scalars(select(JournalEntry).where(JournalEntry.action == "imported")).all()
    assert [each.numbers for each in said] == [{"people": 2}, {"people": 0}]


def test_the_call_that_confirms_is_the_recorded_yes_of_whoever_gave_none(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    text = "Prénom;Tel;Accord\nJeanne;0639981234;12/03/2026\nPaul;0639981235;\n"
    importing.write_down(session, draft_of(text, home), by=fatima, now=f.NOW)
    for phone in ("+33639981234", "+33639981235"):
        person = session.scalars(select(User).where(User.phone == phone)).one()
        coordination.confirm_by_phone(session, person, by=fatima, now=f.NOW)
        assert person.is_confirmed
    assert [row.channel for row in session.scalars(select(Consent).order_by(Consent.id))] == [
        "paper",
        "phone",
    ]


def test_without_the_call_the_names_go_after_fifteen_days(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    draft = draft_of("Prénom;Tel\nJeanne;0639981234\n", home)
    importing.write_down(session, draft, by=fatima, now=f.NOW)
    person = session.scalars(select(User).where(User.phone == "+33639981234")).one()
    retention.forget_unconfirmed(session, f.NOW + UNCONFIRMED - timedelta(hours=1))
    assert person.first_name == "Jeanne"
    retention.forget_unconfirmed(session, f.NOW + UNCONFIRMED)
    assert person.first_name == ""


def test_nobody_is_written_into_another_desk(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    away = f.neighbourhood(session, "Cusset")
    draft = draft_of("Prénom;Tel\nJeanne;0639981234\n", away)
    with pytest.raises(NotFound):
        importing.write_down(session, draft, by=fatima, now=f.NOW)


def test_somebody_known_elsewhere_is_not_given_away(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    away = f.neighbourhood(session, "Cusset")
    f.by_phone(session, away, "Jeanne", "+33639981234")
    checked = importing.check(session, draft_of("Prénom;Tel\nJeanne;0639981234\n", home))
    assert [entry.first_name for entry in checked.new] == ["Jeanne"]


def test_what_goes_out_comes_in_again(session: Session, home: Neighbourhood, fatima: User) -> None:
    f.by_phone(session, home, "=1+1", "+33639981234", last_name="@SUM(A1)", call_hours="-2")
    f.person(session, home, "Rosa", phone="+442079460018")
    content = exporting.neighbours_file(session, [home.id], by=fatima, now=f.NOW)
    table = read_table(content)
    draft = importing.draft_of(table, home.id, today=f.TODAY)
    assert {entry.first_name for entry in draft.entries} == {"Fatima", "Rosa"}
    assert [each.problem for each in draft.refused] == ["no_first_name"]
    rosa = next(entry for entry in draft.entries if entry.first_name == "Rosa")
    assert (rosa.phone, rosa.email) == ("+442079460018", "rosa@example.fr")
    checked = importing.check(session, draft)
    assert len(checked.known) == 2
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "exported")).one()
    assert (entry.actor_id, entry.numbers) == (fatima.id, {"people": 3})


def test_nobody_takes_the_list_of_another_desk(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    away = f.neighbourhood(session, "Cusset")
    f.person(session, away, "Ali")
    with pytest.raises(NotFound):
        exporting.neighbours_file(session, [home.id, away.id], by=fatima, now=f.NOW)
    assert b"Ali" not in exporting.neighbours_file(session, [home.id], by=fatima, now=f.NOW)
