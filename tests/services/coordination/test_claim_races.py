"""Two press at the same moment: one task has one holder, one code opens once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import DeskClaim, JournalEntry, SecondFactor, Task, User
from mutualaid.services import second_factors, tasks
from mutualaid.services.coordination import claims
from tests import factories
from tests.factories import NOW

ROUNDS = 12


def at_once(act: Callable[[int], bool], n: int) -> list[bool]:
    barrier = Barrier(n)

    def together(number: int) -> bool:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(together, range(n)))


def test_of_three_who_take_a_task_at_once_one_has_it(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        team = [factories.coordinator(session, home, name).id for name in ("Fatima", "Jo", "Nadia")]
        numbers = [
            tasks.ask_desk(
                session, TaskKind.NUMBERS, f"numbers:{n}", now=NOW, neighbourhood_id=home.id
            ).id
            for n in range(ROUNDS)
        ]
    for number in numbers:

        def take(who: int, number: int = number) -> bool:
            return database.run(
                lambda session: claims.take(
                    session,
                    session.get_one(Task, number),
                    by=session.get_one(User, team[who]),
                    now=NOW,
                )
            )

        taken = at_once(take, 3)
        assert sum(taken) == 1
        with database.reading() as session:
            holder = select(DeskClaim.holder_id).where(DeskClaim.task_id == number)
            assert session.scalars(holder).one() == team[taken.index(True)]
    with database.reading() as session:
        said = session.scalars(select(JournalEntry.action)).all()
        assert said.count("desk_taken") == ROUNDS


def test_one_code_sent_from_two_browsers_at_once_opens_one(database: Database) -> None:
    key = "A" * 32
    with database.transaction() as session:
        boss = factories.coordinator(session, factories.neighbourhood(session)).id
        sealed = second_factors.seal(session.info["secret"], boss, key)
        session.add(SecondFactor(user_id=boss, secret_sealed=sealed, created_at=NOW))
    code = pyotp.TOTP(key).at(NOW)

    def prove(_who: int) -> bool:
        return database.run(
            lambda session: second_factors.prove(
                session, session.get_one(User, boss), code, now=NOW
            )
        )

    assert sorted(at_once(prove, 4)) == [False, False, False, True]
