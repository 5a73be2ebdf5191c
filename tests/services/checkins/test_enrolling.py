"""Into the veille with one's own yes, and out of it at once (trust.md P3, T24)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.checkins import WORDING, AlertLevel, Cadence, NewsBy, Outcome, RoundKind
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import EnrolmentStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Consent, ConsentPurpose, Enrolment, Neighbourhood, Task, User
from mutualaid.queries import checkins as queries
from mutualaid.services import checkins
from mutualaid.services.checkins import keeping
from tests import factories as f
from tests.factories import NOW, TODAY, veille


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return f.coordinator(session, home)


@pytest.fixture
def jeanne(session: Session, home: Neighbourhood) -> User:
    return f.by_phone(session, home, "Jeanne", "+33639981200")


def listed(session: Session, home: Neighbourhood, days: int = 0) -> list[int]:
    found = queries.list_agreed(session, home.id, today=TODAY + timedelta(days=days))
    return [each.user_id for each in found]


def open_tasks(session: Session, kind: TaskKind) -> list[Task]:
    wanted = select(Task).where(Task.kind == kind, Task.status == TaskStatus.OPEN)
    return list(session.scalars(wanted))


def test_a_yes_says_who_when_in_which_words_how_and_written_by_whom(
    session: Session, home: Neighbourhood, fatima: User, jeanne: User
) -> None:
    enrolment = veille.takes_part(session, jeanne, by=fatima)
    (consent,) = session.scalars(select(Consent).where(Consent.purpose == ConsentPurpose.VEILLE))
    assert (consent.user_id, consent.recorded_by_id) == (jeanne.id, fatima.id)
    assert (consent.given_at, consent.channel) == (NOW, "phone")
    assert consent.wording_version == WORDING
    assert enrolment.agreed_until == TODAY + timedelta(days=365)
    assert len(enrolment.mot_de_passage.split()) == 2
    assert listed(session, home) == [jeanne.id]


def test_whoever_was_written_down_by_somebody_else_is_never_listed(
    session: Session, home: Neighbourhood, fatima: User, jeanne: User
) -> None:
    veille.takes_part(session, jeanne, by=fatima, says_yes=False)
    assert listed(session, home) == []
    with pytest.raises(Refusal, match="nobody_to_call"):
        veille.begin(session, home, by=fatima)
    (task,) = open_tasks(session, TaskKind.VEILLE_YES)
    assert task.user_id == jeanne.id
    checkins.confirm(session, jeanne, checkins.OwnYes("door"), by=fatima, now=NOW)
    assert open_tasks(session, TaskKind.VEILLE_YES) == []
    assert listed(session, home) == [jeanne.id]


def test_without_her_own_yes_everything_goes_after_fifteen_days(
    session: Session, fatima: User, jeanne: User
) -> None:
    veille.takes_part(session, jeanne, by=fatima, says_yes=False)
    assert keeping.forget_unconfirmed(session, NOW + timedelta(days=14, hours=23)) == 0
    assert session.scalars(select(Enrolment)).all()
    assert keeping.forget_unconfirmed(session, NOW + timedelta(days=15)) == 1
    assert session.scalars(select(Enrolment)).all() == []
    assert open_tasks(session, TaskKind.VEILLE_YES) == []


def test_saying_yes_twice_is_once(session: Session, fatima: User, jeanne: User) -> None:
    veille.takes_part(session, jeanne, by=fatima)
    veille.takes_part(session, jeanne, by=fatima)
    checkins.confirm(session, jeanne, checkins.OwnYes("phone"), by=fatima, now=NOW)
    consents = session.scalars(select(Consent).where(Consent.purpose == ConsentPurpose.VEILLE))
    assert len(consents.all()) == 1
    assert len(session.scalars(select(Enrolment)).all()) == 1


def test_stop_takes_her_off_the_list_of_the_round_under_way(
    session: Session, home: Neighbourhood, fatima: User, jeanne: User
) -> None:
    veille.takes_part(session, jeanne, by=fatima)
    rose = f.by_phone(session, home, "Rose", "+33639981201")
    veille.takes_part(session, rose, by=fatima)
    round_ = veille.begin(session, home, by=fatima)
    checkins.withdraw(session, jeanne, by=jeanne, now=NOW)
    left = {line.user_id: line.outcome for line in veille.lines(session, round_)}
    assert left == {jeanne.id: Outcome.WITHDRAWN, rose.id: None}
    assert listed(session, home) == [rose.id]
    assert not session.get_one(User, jeanne.id).is_in_veille
    consent = session.scalars(select(Consent).where(Consent.user_id == jeanne.id)).one()
    assert consent.withdrawn_at == NOW
    entry = next(e for e in veille.lines(session, round_) if e.user_id == jeanne.id)
    with pytest.raises(Refusal, match="veille_ended"):
        veille.note(session, entry, Outcome.FINE, by=fatima, attempt=1)


def test_whoever_comes_back_the_same_day_gets_one_line_again(
    session: Session, home: Neighbourhood, fatima: User, jeanne: User
) -> None:
    veille.takes_part(session, jeanne, by=fatima)
    round_ = veille.begin(session, home, by=fatima)
    checkins.withdraw(session, jeanne, by=fatima, now=NOW)
    veille.takes_part(session, jeanne, by=fatima)
    assert [(e.user_id, e.outcome) for e in veille.lines(session, round_)] == [(jeanne.id, None)]


def test_who_says_yes_during_a_round_is_called_in_it(
    session: Session, home: Neighbourhood, fatima: User, jeanne: User
) -> None:
    veille.takes_part(session, f.by_phone(session, home, "Rose", "+33639981201"), by=fatima)
    round_ = veille.begin(session, home, by=fatima)
    for _ in range(2):
        veille.takes_part(session, jeanne, by=fatima)
    assert [line.user_id for line in veille.lines(session, round_)][1:] == [jeanne.id]


def test_a_year_is_asked_again_a_month_before_and_lists_nobody_after(
    session: Session, home: Neighbourhood, fatima: User, jeanne: User
) -> None:
    veille.takes_part(session, jeanne, by=fatima)
    assert checkins_renewals(session, 334) == 0
    assert checkins_renewals(session, 336) == 1
    assert checkins_renewals(session, 340) == 0, "asked once"
    assert listed(session, home, days=365) == [jeanne.id]
    assert listed(session, home, days=366) == []
    checkins.renew(
        session, jeanne, checkins.OwnYes("phone"), by=fatima, now=NOW + timedelta(days=350)
    )
    assert open_tasks(session, TaskKind.VEILLE_RENEWAL) == []
    assert listed(session, home, days=366) == [jeanne.id]


def checkins_renewals(session: Session, days: int) -> int:
    return keeping.ask_renewals(session, now=NOW + timedelta(days=days))


def test_a_year_that_nobody_renews_ends(session: Session, fatima: User, jeanne: User) -> None:
    enrolment = veille.takes_part(session, jeanne, by=fatima)
    assert keeping.end_lapsed(session, NOW + timedelta(days=395)) == 0
    assert keeping.end_lapsed(session, NOW + timedelta(days=397)) == 1
    session.refresh(enrolment)
    assert enrolment.status is EnrolmentStatus.ENDED


def test_only_her_own_desk_writes_her_down(session: Session, fatima: User, jeanne: User) -> None:
    paul = f.coordinator(session, f.neighbourhood(session, "Cusset"), "Paul")
    with pytest.raises(NotFound):
        veille.takes_part(session, jeanne, by=paul)
    veille.takes_part(session, jeanne, by=fatima)
    for act in (checkins.withdraw, checkins.heard_of):
        with pytest.raises(NotFound):
            act(session, jeanne, by=paul, now=NOW)


def test_nobody_under_18_and_nobody_by_mail_without_a_mailbox(
    session: Session, home: Neighbourhood, fatima: User, jeanne: User
) -> None:
    with pytest.raises(Refusal, match="no_such_contact"):
        veille.takes_part(session, jeanne, by=fatima, news_by=NewsBy.MAIL)
    tom = f.person(session, home, "Tom", is_adult=False)
    with pytest.raises(Refusal, match="under_18"):
        veille.takes_part(session, tom, by=fatima)


def test_whoever_wants_alerts_only_is_called_in_alerts_only(
    session: Session, home: Neighbourhood, fatima: User, jeanne: User
) -> None:
    veille.takes_part(session, jeanne, by=fatima, cadence=Cadence.ALERTS_ONLY)
    with pytest.raises(Refusal, match="nobody_to_call"):
        veille.begin(session, home, by=fatima)
    round_ = veille.begin(session, home, by=fatima, kind=RoundKind.HEAT, level=AlertLevel.YELLOW)
    assert [line.user_id for line in veille.lines(session, round_)] == [jeanne.id]
