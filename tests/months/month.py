"""A month as it is lived: time, mails, people, the desk, and what must be true after each step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from flask import Flask
from sqlalchemy import func, select

from mutualaid.demo.place import ZONE
from mutualaid.models import Appointment, HelpRequest, Message, Proposal
from tests.months import invariants, promises
from tests.months.desk import Desk
from tests.months.life import Life
from tests.months.neighbours import Neighbours
from tests.months.town import Arrival, Town, Work
from tests.support.smtp import SmtpInbox

MOST_FAULTS = 10


@dataclass
class Diary:
    """What happened, and what should not have."""

    faults: list[str] = field(default_factory=list)
    n_steps: int = 0
    figures: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outage:
    """Nobody listens at the relay's port meanwhile."""

    begins: datetime
    ends: datetime


class Month:
    """One town from one day to another."""

    def __init__(
        self,
        app: Flask,
        inbox: SmtpInbox,
        *,
        starts_on: date,
        seed: int,
        work: Work | None = None,
        outage: Outage | None = None,
    ) -> None:
        self.town = Town(app, inbox, starts_on=starts_on, work=work)
        self.outage = outage
        self.neighbours = Neighbours(self.town, seed=seed)
        self.desk = Desk(self.town, seed=seed + 1)
        self.life = Life(self.town, seed=seed + 2)
        self.versions = invariants.Versions()
        self.diary = Diary()

    def live(self, until: date) -> Diary:
        """Every step from the first midnight to another; stops early when much is wrong."""
        self.town.settle()
        self.life.note_all()
        while self.town.today < until and len(self.diary.faults) < MOST_FAULTS:
            self.step()
        self.diary.figures = self._count()
        return self.diary

    def step(self) -> None:
        """Time passes, everybody does what is due, and everything is looked at."""
        since = self.town.now
        self.town.step()
        if self.outage is not None:
            self.town.cut_relay(off=self.outage.begins <= self.town.now < self.outage.ends)
        self.life.go_on()
        self.desk.work()
        self.neighbours.act()
        arrivals = self.town.tick()
        self.neighbours.read(arrivals)
        self._look(arrivals, since)
        self.diary.n_steps += 1

    def _look(self, arrivals: list[Arrival], since: datetime) -> None:
        now = self.town.now
        with self.town.database.reading() as session:
            found = [
                *invariants.violations(session, now),
                *invariants.lost_requests(session, self.life.acknowledged),
                *invariants.too_late(session, [each.message_id for each in arrivals], since),
                *self.versions.changes(session),
                *promises.broken(session, now, ZONE),
            ]
        self.diary.faults += [f"{now:%d %b %H:%M} {fault}" for fault in found]

    def _count(self) -> dict[str, dict[str, int]]:
        columns = {
            "requests": HelpRequest.status,
            "proposals": Proposal.status,
            "appointments": Appointment.status,
            "messages": Message.status,
            "kinds": Message.kind,
        }
        with self.town.database.reading() as session:
            return {
                name: {
                    str(value): n
                    for value, n in session.execute(
                        select(column, func.count()).group_by(column).order_by(column)
                    )
                }
                for name, column in columns.items()
            }
