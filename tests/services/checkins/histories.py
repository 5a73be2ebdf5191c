"""Random histories of a veille with crashes, and a witness that knows what must be true.

The witness keeps its own account of who said yes and who answered when, and its own table of the
ladder, written without the code that it judges. Every verb runs in a transaction of its own (a
savepoint); a crash takes it back, and is often followed by the same verb again, as a telephone
in a lift would do.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.checkins import (
    ANSWERS,
    AlertLevel,
    Cadence,
    Outcome,
    RoundKind,
    RoundOrder,
    SheetFate,
)
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import RoundStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    CallSheet,
    Enrolment,
    LadderRung,
    Neighbourhood,
    Round,
    RoundAttempt,
    RoundEntry,
    Task,
    User,
)
from mutualaid.queries import checkins as queries
from mutualaid.services import checkins, crashpoints
from mutualaid.services.checkins import keeping
from tests import factories as f
from tests.factories import NOW
from tests.services.checkins.witness import Known

N_PEOPLE = 3
LEVELS = (None, None, AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED)


class Crash(BaseException):
    """The process is gone."""


class History:
    """One town for one history; everything is rolled back by the caller."""

    def __init__(self, session: Session, seed: int, *, careless: bool = False) -> None:
        self.session, self.random, self.careless = session, random.Random(seed), careless
        self.now = NOW
        self.home: Neighbourhood = f.neighbourhood(session, f"Quarter {seed}", code=f"Q{seed}")
        self.fatima = f.coordinator(session, self.home, f"Fatima{seed}")
        self.people: list[User] = [
            f.by_phone(session, self.home, f"P{seed}x{n}", f"+3363998{seed % 1000:03}{n}")
            for n in range(N_PEOPLE)
        ]
        self.known = {person.id: Known() for person in self.people}
        self.n_crashes = 0

    def step(self) -> None:
        """Something happens, or time passes and the worker wakes."""
        act = self.random.choice(
            [self.enrol, self.enrol, self.confirm, self.open_round, self.open_round, self.call,
             self.call, self.call, self.call, self.call_again, self.close, self.withdraw,
             self.wait, self.wait]
        )  # fmt: skip
        act()

    def run(self, n_steps: int) -> None:
        for begin in (self.enrol, self.enrol, self.enrol, self.open_round):
            begin()
        for _ in range(n_steps):
            self.step()
            self.check()
        self.wake()
        self.check(all_climbed=True)

    # --- verbs ---

    def attempt(self, verb: Callable[[], object]) -> bool:
        """The verb in its own transaction; a crash takes it back. Whether it was done."""
        crashes = self.random.random() < 0.15
        n_points = self.random.randrange(3)
        passed = iter(range(100))

        def hook(name: str) -> None:
            if crashes and (next(passed) == n_points or name.startswith("done")):
                raise Crash

        crashpoints.set_hook(hook)
        savepoint = self.session.begin_nested()
        try:
            verb()
            self.session.flush()
            hook("done, not committed")
        except Crash:
            self.n_crashes += 1
            if self.careless:
                savepoint.commit()
            else:
                savepoint.rollback()
            self.session.expire_all()
            return False
        except (Refusal, NotFound):
            savepoint.rollback()
            self.session.expire_all()
            return False
        finally:
            crashpoints.set_hook(None)
        savepoint.commit()
        return True

    def enrol(self) -> None:
        person = self.random.choice(self.people)
        known, says_yes = self.known[person.id], self.random.random() < 0.6
        cadence = self.random.choice([Cadence.DAILY, Cadence.DAILY, Cadence.ALERTS_ONLY])
        own_yes = checkins.OwnYes("phone") if says_yes else None
        done = self.attempt(
            lambda: checkins.enrol(
                self.session, person, checkins.Terms(cadence), own_yes=own_yes,
                by=self.fatima, now=self.now,
            )
        )  # fmt: skip
        if not done:
            return
        known.alerts_only = cadence is Cadence.ALERTS_ONLY
        if known.agreed_on is None and says_yes:
            known.agreed_on, known.is_waiting_since = self.now, None
        elif known.agreed_on is None and known.is_waiting_since is None:
            known.is_waiting_since = self.now
        self.check_joined(person)

    def check_joined(self, person: User) -> None:
        """Whoever says yes during a round, and is due, is called in it."""
        round_ = queries.find_open(self.session, self.home.id)
        everybody = round_ is not None and round_.kind is not RoundKind.ORDINARY
        if round_ is None or not self.known[person.id].is_due(self.now, everybody=everybody):
            return
        listed = {
            line.user_id for line in self.lines(round_) if line.outcome is not Outcome.WITHDRAWN
        }
        assert person.id in listed, "due, and on no list"

    def confirm(self) -> None:
        person = self.random.choice(self.people)
        known = self.known[person.id]
        said = checkins.OwnYes("door")
        if (
            self.attempt(
                lambda: checkins.confirm(self.session, person, said, by=self.fatima, now=self.now)
            )
            and known.agreed_on is None
        ):
            known.agreed_on, known.is_waiting_since = self.now, None

    def withdraw(self) -> None:
        person = self.random.choice(self.people)
        if self.attempt(lambda: checkins.withdraw(self.session, person, by=person, now=self.now)):
            before = self.known[person.id]
            self.known[person.id] = Known(
                alerts_only=before.alerts_only, last_news=before.last_news
            )

    def open_round(self) -> None:
        level = self.random.choice(LEVELS)
        opening = checkins.Opening(
            self.home.id, self.fatima.id, RoundKind.HEAT if level else RoundKind.ORDINARY, level,
            self.random.choice(list(RoundOrder)),
        )  # fmt: skip
        was_open = queries.find_open(self.session, self.home.id) is not None
        expected = {
            user_id
            for user_id, known in self.known.items()
            if known.is_due(self.now, everybody=level is not None)
        }
        done = self.attempt(
            lambda: checkins.open_round(self.session, opening, by=self.fatima, now=self.now)
        )
        if done and not was_open:
            round_ = queries.find_open(self.session, self.home.id)
            assert round_ is not None
            listed = [line.user_id for line in self.lines(round_)]
            assert sorted(listed) == sorted(expected), "everybody who is due, once, nobody else"

    def call(self) -> None:
        """An answer, or the same one sent again; after a crash it is often sent again."""
        line = self.choose_line()
        if line is None:
            return
        outcome = self.random.choices(ANSWERS, [3, 1, 8, 1])[0]
        number = line.n_attempts + 1 if line.outcome in {None, Outcome.SILENT} else line.n_attempts
        before = (line.n_attempts, line.outcome)

        def note() -> None:
            checkins.note_outcome(
                self.session, line, outcome, attempt=number, by=self.fatima, now=self.now
            )

        done = self.attempt(note)
        if not done and self.random.random() < 0.7:
            done = self.attempt(note)
        if done:
            self.witness(line, outcome, is_new=number > before[0], before=before[1])
            if self.random.random() < 0.3:
                self.attempt(note)  # sent again

    def call_again(self) -> None:
        """An old answer arrives late: nothing changes."""
        line = self.choose_line()
        if line is None or line.n_attempts < 2:
            return
        self.attempt(
            lambda: checkins.note_outcome(
                self.session, line, self.random.choice(ANSWERS), attempt=1,
                by=self.fatima, now=self.now,
            )
        )  # fmt: skip

    def witness(
        self, line: RoundEntry, outcome: Outcome, *, is_new: bool, before: Outcome | None
    ) -> None:
        """What the witness writes down; a corrected answer that says news stays news."""
        known = self.known[line.user_id]
        round_ = self.session.get_one(Round, line.round_id)
        if outcome is Outcome.SILENT:
            if is_new:
                known.silences.append((self.now, round_.is_alert))
            elif before is not None and before.is_news:
                self.resume_silence(line, known)
            return
        known.last_news = self.now if is_new or before is Outcome.SILENT else known.last_news
        known.silences, known.door_deadline = [], None

    def resume_silence(self, line: RoundEntry, known: Known) -> None:
        """« Tout va bien » was a slip: the silence before it goes on."""
        rows = self.session.execute(
            select(RoundAttempt.at, RoundAttempt.outcome, Round.level)
            .join(RoundEntry, RoundEntry.id == RoundAttempt.entry_id)
            .join(Round, Round.id == RoundEntry.round_id)
            .where(RoundEntry.user_id == line.user_id)
            .order_by(RoundAttempt.id.desc())
        )
        known.silences, known.door_deadline = [], None
        for at, outcome, level in rows:
            if outcome is not Outcome.SILENT:
                break
            known.silences.insert(0, (at, level is not None and level.is_daily))

    def close(self) -> None:
        round_ = queries.find_open(self.session, self.home.id)
        if round_ is None:
            return
        for sheet in self.session.scalars(select(CallSheet).where(CallSheet.round_id == round_.id)):
            fate = self.random.choice(list(SheetFate))
            self.attempt(
                lambda sheet=sheet, fate=fate: checkins.note_sheet(
                    self.session, sheet, fate, by=self.fatima, now=self.now
                )
            )
        self.attempt(
            lambda: checkins.close_round(self.session, round_, by=self.fatima, now=self.now)
        )

    def wait(self) -> None:
        """Hours pass; the worker may have been dead all that time, and wakes at last."""
        self.now += timedelta(hours=self.random.choice([1, 3, 8, 14, 30]))
        if self.random.random() < 0.7:
            self.wake()
            self.check(all_climbed=True)

    def wake(self) -> None:
        for number in checkins.list_due(self.session, now=self.now):
            while not self.attempt(
                lambda number=number: checkins.climb_due(self.session, number, now=self.now)
            ):
                pass
        self.attempt(lambda: keeping.forget_unconfirmed(self.session, self.now))
        for known in self.known.values():
            since = known.is_waiting_since
            if since is not None and self.now - since >= timedelta(days=15):
                known.is_waiting_since = None

    # --- what must hold ---

    def lines(self, round_: Round) -> list[RoundEntry]:
        rows = select(RoundEntry).where(RoundEntry.round_id == round_.id)
        return list(self.session.scalars(rows.order_by(RoundEntry.position)))

    def choose_line(self) -> RoundEntry | None:
        round_ = queries.find_open(self.session, self.home.id)
        lines = self.lines(round_) if round_ else []
        lines = [line for line in lines if line.outcome is not Outcome.WITHDRAWN]
        return self.random.choice(lines) if lines else None

    def check(self, *, all_climbed: bool = False) -> None:
        self.session.flush()
        self.check_rounds()
        self.check_ladder(all_climbed=all_climbed)

    def check_rounds(self) -> None:
        rounds = self.session.scalars(
            select(Round).where(Round.neighbourhood_id == self.home.id)
        ).all()
        assert sum(each.status is RoundStatus.OPEN for each in rounds) <= 1
        for round_ in rounds:
            lines = self.lines(round_)
            assert lines or round_.status is RoundStatus.CLOSED, "no round without a line"
            users = [line.user_id for line in lines]
            assert len(users) == len(set(users)), "one line a person"
            for line in lines:
                self.check_line(round_, line)

    def check_line(self, round_: Round, line: RoundEntry) -> None:
        known = self.known[line.user_id]
        n_attempts = self.session.scalar(
            select(func.count()).where(RoundAttempt.entry_id == line.id)
        )
        assert n_attempts == line.n_attempts, "an answer sent again is one answer"
        if round_.status is RoundStatus.CLOSED:
            assert line.outcome is not None, "exactly one outcome in a closed round"
            return
        if line.outcome is not Outcome.WITHDRAWN:
            assert known.agreed_on is not None, "listed only with her own yes"

    def check_ladder(self, *, all_climbed: bool) -> None:
        for enrolment in self.session.scalars(
            select(Enrolment).where(Enrolment.user_id.in_(self.known))
        ):
            known = self.known[enrolment.user_id]
            current = self.session.scalars(
                select(LadderRung).where(
                    LadderRung.enrolment_id == enrolment.id, LadderRung.streak == enrolment.streak
                )
            ).all()
            for rung in current:
                if rung.rung == "door":
                    known.door_deadline = rung.deadline_at
            climbed = {str(rung.rung) for rung in current}
            expected = known.rungs(self.now)
            assert climbed <= expected, f"{climbed} climbed, {expected} are due"
            if all_climbed:
                assert climbed == expected, f"{expected} are due, {climbed} climbed"
        self.check_tasks()

    def check_tasks(self) -> None:
        """A task for each rung, a rung for each task."""
        kinds = (TaskKind.CALL_RELATIVE, TaskKind.GO_TO_DOOR, TaskKind.CALL_SERVICES)
        tasks = self.session.scalars(
            select(Task.id).where(Task.user_id.in_(self.known), Task.kind.in_(kinds))
        ).all()
        rungs = self.session.scalars(
            select(LadderRung.task_id)
            .join(Enrolment, Enrolment.id == LadderRung.enrolment_id)
            .where(Enrolment.user_id.in_(self.known))
        ).all()
        assert set(rungs) <= set(tasks)
        assert len(rungs) == len(set(rungs))
        assert len(tasks) == len(rungs), "each rung once, with its task"
