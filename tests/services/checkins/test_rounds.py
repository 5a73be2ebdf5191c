"""A round: a name on it, everybody on one line, one outcome each (I11)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.checkins import Cadence, Outcome, RoundOrder, SheetFate
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, RoundStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Message, Neighbourhood, RoundAttempt, RoundEntry, Task, User
from mutualaid.queries import checkins as queries
from mutualaid.services import checkins, help_requests, leaving, users
from mutualaid.services.coordination import Spoken, post_request
from tests import factories as f
from tests.factories import NOW, TODAY, veille


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return f.coordinator(session, home)


@pytest.fixture
def people(session: Session, home: Neighbourhood, fatima: User) -> list[User]:
    """Fourteen: two sheets."""
    names = [f"Person{number:02}" for number in range(14)]
    found = []
    for number, name in enumerate(names):
        place = f.place(session, home, street="rue des Lilas", number=str(number + 1))
        person = f.by_phone(session, home, name, f"+336399812{number:02}", place=place)
        veille.takes_part(session, person, by=fatima)
        found.append(person)
    return found


def test_everybody_stands_on_exactly_one_line_twelve_a_sheet(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    round_ = veille.begin(session, home, by=fatima)
    entries = veille.lines(session, round_)
    assert {entry.user_id for entry in entries} == {person.id for person in people}
    assert [entry.position for entry in entries] == list(range(1, 15))
    sheets = queries.get_round(session, round_.id, [home.id]).sheets
    assert [sheet.number for sheet in sheets] == [1, 2]
    assert [entry.sheet_id for entry in entries].count(sheets[0].id) == 12
    assert round_.responsible_id == fatima.id


def test_walking_goes_up_one_side_and_down_the_other(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    round_ = veille.begin(session, home, by=fatima)
    doors = [int(line.user.place.house_number) for line in veille.lines(session, round_)]  # type: ignore[union-attr]
    assert doors == [1, 3, 5, 7, 9, 11, 13, 2, 4, 6, 8, 10, 12, 14]


def test_priority_begins_with_those_without_news(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    first = veille.begin(session, home, by=fatima)
    for line in veille.lines(session, first):
        is_silent = line.user_id == people[5].id
        veille.note(session, line, Outcome.SILENT if is_silent else Outcome.FINE, by=fatima)
    veille.close(session, first, by=fatima)
    tomorrow = NOW + timedelta(days=1)
    again = veille.begin(session, home, by=fatima, now=tomorrow, order=RoundOrder.PRIORITY)
    assert veille.lines(session, again)[0].user_id == people[5].id


def test_no_round_without_a_name(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    paul = f.coordinator(session, f.neighbourhood(session, "Cusset"), "Paul")
    for nobody in (people[0].id, paul.id, 10**6):
        opening = checkins.Opening(home.id, nobody)
        with pytest.raises(Refusal, match="round_without_a_name"):
            checkins.open_round(session, opening, by=fatima, now=NOW)
    with pytest.raises(NotFound):
        checkins.open_round(session, checkins.Opening(home.id, paul.id), by=paul, now=NOW)


def test_opening_twice_gives_the_same_round(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    assert veille.begin(session, home, by=fatima).id == veille.begin(session, home, by=fatima).id
    assert len(session.scalars(select(RoundEntry)).all()) == len(people)


def test_a_round_does_not_close_while_somebody_has_no_answer(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    round_ = veille.begin(session, home, by=fatima)
    *answered, last = veille.lines(session, round_)
    for line in answered:
        veille.note(session, line, Outcome.FINE, by=fatima)
    with pytest.raises(Refusal, match="people_without_outcome"):
        checkins.close_round(session, round_, by=fatima, now=NOW)
    veille.note(session, last, Outcome.WORRYING, by=fatima)
    with pytest.raises(Refusal, match="sheets_out"):
        checkins.close_round(session, round_, by=fatima, now=NOW)
    for sheet in queries.get_round(session, round_.id, [home.id]).sheets:
        checkins.note_sheet(session, sheet, SheetFate.DESTROYED, by=fatima, now=NOW)
    for _ in range(2):
        checkins.close_round(session, round_, by=fatima, now=NOW)
    session.refresh(round_)
    assert round_.status is RoundStatus.CLOSED
    counted = (round_.n_people, round_.n_news, round_.n_silent, round_.n_worrying)
    assert counted == (14, 14, 0, 1)


def test_the_same_answer_sent_again_is_one_answer(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    """In a lift the telephone sends it again, and again."""
    round_ = veille.begin(session, home, by=fatima)
    line = veille.lines(session, round_)[0]
    for _ in range(3):
        veille.note(session, line, Outcome.SILENT, by=fatima, attempt=1)
    assert len(session.scalars(select(RoundAttempt)).all()) == 1
    veille.note(session, line, Outcome.SILENT, by=fatima, attempt=2)
    veille.note(session, line, Outcome.SILENT, by=fatima, attempt=1)
    assert len(session.scalars(select(RoundAttempt)).all()) == 2
    assert session.get_one(RoundEntry, line.id).n_attempts == 2


def test_an_answer_that_arrives_after_the_close_changes_nothing(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    jeanne = f.by_phone(session, home, "Jeanne", "+33639981200")
    veille.takes_part(session, jeanne, by=fatima)
    round_ = veille.begin(session, home, by=fatima)
    (line,) = veille.lines(session, round_)
    veille.note(session, line, Outcome.FINE, by=fatima, attempt=1)
    veille.close(session, round_, by=fatima)
    veille.note(session, line, Outcome.FINE, by=fatima, attempt=1)
    with pytest.raises(Refusal, match="round_closed"):
        veille.note(session, line, Outcome.SILENT, by=fatima, attempt=1)


def test_a_slip_of_the_thumb_takes_back_what_it_caused(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    round_ = veille.begin(session, home, by=fatima)
    line = veille.lines(session, round_)[0]
    veille.note(session, line, Outcome.WORRYING, by=fatima, attempt=1)
    (worry,) = session.scalars(select(Task).where(Task.kind == TaskKind.WORRY))
    assert (worry.status, worry.is_urgent) == (TaskStatus.OPEN, True)
    veille.note(session, line, Outcome.NEEDS, by=fatima, attempt=1)
    session.refresh(worry)
    assert worry.status is TaskStatus.CANCELLED
    (need,) = session.scalars(select(Task).where(Task.kind == TaskKind.NEED_HEARD))
    checkins.note_need(session, line, "shopping", by=fatima, now=NOW)
    veille.note(session, line, Outcome.FINE, by=fatima, attempt=1)
    session.refresh(need)
    assert need.status is TaskStatus.CANCELLED
    assert session.get_one(RoundEntry, line.id).need is None


def test_a_worry_is_mailed_to_everybody_who_coordinates_there(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    deputy = f.coordinator(session, home, "Rose")
    f.coordinator(session, f.neighbourhood(session, "Cusset"), "Paul")
    round_ = veille.begin(session, home, by=fatima)
    for _ in range(2):
        veille.note(
            session, veille.lines(session, round_)[0], Outcome.WORRYING, by=fatima, attempt=1
        )
    told = session.scalars(select(Message.user_id).where(Message.kind == MessageKind.WORRY))
    assert sorted(told) == sorted([fatima.id, deputy.id])


def test_another_desk_writes_in_no_line(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    paul = f.coordinator(session, f.neighbourhood(session, "Cusset"), "Paul")
    round_ = veille.begin(session, home, by=fatima)
    line = veille.lines(session, round_)[0]
    with pytest.raises(NotFound):
        veille.note(session, line, Outcome.FINE, by=paul)
    with pytest.raises(NotFound):
        checkins.close_round(session, round_, by=paul, now=NOW)
    with pytest.raises(NotFound):
        queries.get_entry(session, line.id, round_.id, [round_.neighbourhood_id + 1])


def test_who_is_due_when(session: Session, home: Neighbourhood, fatima: User) -> None:
    jeanne = f.by_phone(session, home, "Jeanne", "+33639981200")
    veille.takes_part(session, jeanne, by=fatima, cadence=Cadence.WEEKLY)
    round_ = veille.begin(session, home, by=fatima)
    (line,) = veille.lines(session, round_)
    veille.note(session, line, Outcome.FINE, by=fatima)
    due_in = [day for day in range(9) if due(session, home, day)]
    assert due_in == [7, 8]
    checkins.note_call_again(session, line, TODAY + timedelta(days=3), by=fatima, now=NOW)
    assert [day for day in range(9) if due(session, home, day)] == list(range(3, 9))


def due(session: Session, home: Neighbourhood, day: int) -> bool:
    found = queries.list_due(
        session, home.id, today=TODAY + timedelta(days=day), zone=home.zone,
        order=RoundOrder.WALKING,
    )  # fmt: skip
    return bool(found.due)


def test_a_need_that_became_a_request_is_nobody_s_task_any_more(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    jeanne = f.by_phone(session, home, "Jeanne", "+33639981200")
    veille.takes_part(session, jeanne, by=fatima)
    (line,) = veille.lines(session, veille.begin(session, home, by=fatima))
    veille.note(session, line, Outcome.NEEDS, by=fatima)
    (task,) = session.scalars(select(Task).where(Task.kind == TaskKind.NEED_HEARD))
    ask = help_requests.Ask(
        category="shopping",
        facts={"together": "together", "paid": "there"},
        slots=[f.thursday()],
    )
    post_request(session, Spoken(jeanne, "phone", Channel.CALL), ask, by=fatima, now=NOW)
    session.refresh(task)
    assert task.status is TaskStatus.CANCELLED


def test_when_its_person_leaves_a_round_gets_another_name(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    deputy = f.coordinator(session, home, "Nour")
    round_ = veille.begin(session, home, by=fatima)
    leaving.leave(session, fatima, by=fatima, now=NOW)
    session.refresh(round_)
    assert round_.responsible_id == deputy.id
    checkins.take_over(session, round_, by=deputy, now=NOW)
    veille.note(session, veille.lines(session, round_)[0], Outcome.FINE, by=deputy)


def test_whoever_is_erased_is_on_no_list(
    session: Session, home: Neighbourhood, fatima: User, people: list[User]
) -> None:
    round_ = veille.begin(session, home, by=fatima)
    leaving.leave(session, people[0], by=fatima, now=NOW)
    session.expire_all()
    assert people[0].id not in {line.user_id for line in veille.lines(session, round_)}


def test_whoever_moves_is_on_the_list_of_her_new_desk_and_no_other(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    jeanne = f.by_phone(session, home, "Jeanne", "+33639981200")
    rose = f.by_phone(session, home, "Rose", "+33639981201")
    away = f.neighbourhood(session, "Cusset")
    paul = f.coordinator(session, away, "Paul")
    samir = f.by_phone(session, away, "Samir", "+33639981202")
    for person, by in ((jeanne, fatima), (rose, fatima), (samir, paul)):
        veille.takes_part(session, person, by=by)
    ours, theirs = (
        veille.begin(session, home, by=fatima), veille.begin(session, away, by=paul),
    )  # fmt: skip
    line = next(each for each in veille.lines(session, ours) if each.user_id == jeanne.id)
    for attempt in (1, 2):
        veille.note(session, line, Outcome.SILENT, by=fatima, attempt=attempt)
    users.move(session, jeanne, f.place(session, away), by=jeanne, now=NOW)
    assert {each.user_id: each.outcome for each in veille.lines(session, ours)} == {
        jeanne.id: Outcome.WITHDRAWN, rose.id: None,
    }  # fmt: skip
    assert {each.user_id for each in veille.lines(session, theirs)} == {samir.id, jeanne.id}
    (task,) = session.scalars(select(Task).where(Task.kind == TaskKind.CALL_RELATIVE))
    assert task.neighbourhood_id == away.id
