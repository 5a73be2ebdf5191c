"""The veille: who takes part, the rounds, what each call gave. Numbers and closed lists only."""

from __future__ import annotations

from datetime import date, datetime, time

from mutualaid.domain.checkins import (
    AfterHours,
    AlertLevel,
    Cadence,
    EnteredBy,
    NewsBy,
    Outcome,
    RoundKind,
    RoundOrder,
    SheetFate,
    Topic,
    WeeklyAnswer,
)
from mutualaid.domain.ladder import Rung
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import EnrolmentStatus, RoundStatus
from mutualaid.models.base import (
    PERSONAL,
    Base,
    Id,
    Mapped,
    bool_false,
    counter,
    enum_column,
    fk,
    mapped_column,
    orm,
    sa,
)
from mutualaid.models.neighbourhood import Neighbourhood
from mutualaid.models.user import User


class Enrolment(Base):
    """Somebody who wants to be asked how things are. The yes itself is a row of `consents`."""

    __tablename__ = "enrolments"

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id", unique=True)
    status: Mapped[EnrolmentStatus] = enum_column(EnrolmentStatus)
    version: Mapped[int] = counter(1)
    entered_by: Mapped[EnteredBy] = enum_column(EnteredBy)
    recorded_by_id: Mapped[int] = fk("users.id")
    """The coordinator who wrote it down."""
    cadence: Mapped[Cadence] = enum_column(Cadence)
    news_by: Mapped[NewsBy] = enum_column(NewsBy, default=NewsBy.ROUND)
    wants_alert_mail: Mapped[bool] = bool_false()
    """A mail the day before great heat or cold."""
    preferred_half_day: Mapped[HalfDay | None] = enum_column(HalfDay, info=PERSONAL)
    preferred_time: Mapped[time | None] = mapped_column(info=PERSONAL)
    """« Vers 10 h »."""
    topic: Mapped[Topic | None] = enum_column(Topic, info=PERSONAL)
    """« Préfère parler de… »."""
    after_hours: Mapped[AfterHours] = enum_column(AfterHours, default=AfterHours.NOBODY)
    mot_de_passage: Mapped[str] = mapped_column(sa.String(60), info=PERSONAL)
    """Two plain words that whoever calls or knocks says first."""
    agreed_until: Mapped[date | None]
    """The last day of the year for which the person said yes."""
    last_news_at: Mapped[datetime | None]
    """When the person last answered."""
    silent_since: Mapped[datetime | None]
    """The first call without an answer since then."""
    streak: Mapped[int] = counter(1)
    """Grows with each silence that ended: each rung once in a silence."""
    call_again_on: Mapped[date | None]
    """« Rappeler tel jour »."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: orm.Mapped[User] = orm.relationship(foreign_keys=[user_id])
    circle: orm.Mapped[list[CircleMember]] = orm.relationship(
        order_by="CircleMember.id", viewonly=True
    )


class CircleMember(Base):
    """A neighbour who knows this person and agreed to go and see."""

    __tablename__ = "circle_members"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "neighbour_id"),)

    id: Mapped[Id]
    enrolment_id: Mapped[int] = fk("enrolments.id", on_delete="CASCADE")
    neighbour_id: Mapped[int] = fk("users.id")
    created_at: Mapped[datetime]

    neighbour: orm.Mapped[User] = orm.relationship()


class Alert(Base):
    """Great heat or cold in one neighbourhood, as its coordinator judged it."""

    __tablename__ = "alerts"
    __table_args__ = (
        sa.Index(
            "uq_alerts_current",
            "neighbourhood_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    neighbourhood_id: Mapped[int] = fk("neighbourhoods.id")
    kind: Mapped[RoundKind] = enum_column(RoundKind)
    level: Mapped[AlertLevel] = enum_column(AlertLevel)
    set_by_id: Mapped[int] = fk("users.id")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Round(Base):
    """One tour of calls and knocks, with a named person who answers for it."""

    __tablename__ = "rounds"
    __table_args__ = (
        sa.Index(
            "uq_rounds_current",
            "neighbourhood_id",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
    )

    id: Mapped[Id]
    neighbourhood_id: Mapped[int] = fk("neighbourhoods.id")
    responsible_id: Mapped[int] = fk("users.id")
    """Nobody's round is no round."""
    kind: Mapped[RoundKind] = enum_column(RoundKind)
    level: Mapped[AlertLevel | None] = enum_column(AlertLevel)
    order: Mapped[RoundOrder] = enum_column(RoundOrder)
    status: Mapped[RoundStatus] = enum_column(RoundStatus, default=RoundStatus.OPEN)
    version: Mapped[int] = counter(1)
    on_date: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = fk("users.id")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = fk("users.id")
    n_people: Mapped[int] = counter(0)
    """Counted when it closes: what stays once the answers are forgotten."""
    n_news: Mapped[int] = counter(0)
    n_silent: Mapped[int] = counter(0)
    n_worrying: Mapped[int] = counter(0)

    neighbourhood: orm.Mapped[Neighbourhood] = orm.relationship()
    responsible: orm.Mapped[User] = orm.relationship(foreign_keys=[responsible_id])
    sheets: orm.Mapped[list[CallSheet]] = orm.relationship(
        order_by="CallSheet.number", viewonly=True
    )

    @property
    def is_alert(self) -> bool:
        """Orange or red: the fast ladder."""
        return self.level is not None and self.level.is_daily


class CallSheet(Base):
    """A page of a round on paper; its number says which, and somebody says what became of it."""

    __tablename__ = "call_sheets"
    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)

    id: Mapped[Id]
    round_id: Mapped[int] = fk("rounds.id")
    number: Mapped[int]
    fate: Mapped[SheetFate | None] = enum_column(SheetFate)
    fate_at: Mapped[datetime | None]
    fate_by_id: Mapped[int | None] = fk("users.id")


class RoundEntry(Base):
    """One person in one round: exactly one line of one sheet, and in the end one outcome."""

    __tablename__ = "round_entries"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "user_id"),
        sa.UniqueConstraint("round_id", "position"),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = fk("rounds.id")
    user_id: Mapped[int] = fk("users.id")
    sheet_id: Mapped[int] = fk("call_sheets.id")
    position: Mapped[int]
    """From 1, through all sheets."""
    outcome: Mapped[Outcome | None] = enum_column(Outcome, info=PERSONAL)
    """Of the last attempt."""
    n_attempts: Mapped[int] = counter(0)
    need: Mapped[str | None] = mapped_column(sa.String(24), info=PERSONAL)
    """« A besoin de… »: a category of help."""
    created_at: Mapped[datetime]

    user: orm.Mapped[User] = orm.relationship()


class RoundAttempt(Base):
    """One call or knock. Its number makes that the same answer sent twice is one answer."""

    __tablename__ = "round_attempts"
    __table_args__ = (sa.UniqueConstraint("entry_id", "number"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = fk("round_entries.id", on_delete="CASCADE")
    number: Mapped[int]
    outcome: Mapped[Outcome] = enum_column(Outcome, info=PERSONAL)
    streak: Mapped[int]
    """The silence, or the time without one, to which it belongs."""
    at: Mapped[datetime]
    by_id: Mapped[int] = fk("users.id")


class LadderRung(Base):
    """A rung that was climbed: once in a silence, by a named person, before an hour."""

    __tablename__ = "ladder_rungs"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "streak", "rung"),)

    id: Mapped[Id]
    enrolment_id: Mapped[int] = fk("enrolments.id", on_delete="CASCADE")
    streak: Mapped[int]
    rung: Mapped[Rung] = enum_column(Rung)
    responsible_id: Mapped[int] = fk("users.id")
    task_id: Mapped[int | None] = fk("tasks.id", on_delete="SET NULL")
    due_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    climbed_at: Mapped[datetime]

    enrolment: orm.Mapped[Enrolment] = orm.relationship()
    responsible: orm.Mapped[User] = orm.relationship()


class WeeklyNews(Base):
    """« Comment ça va cette semaine ? »: asked by mail, one row a week."""

    __tablename__ = "weekly_news"
    __table_args__ = (sa.UniqueConstraint("user_id", "week_on"),)

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    week_on: Mapped[date]
    """Its Monday."""
    answer: Mapped[WeeklyAnswer | None] = enum_column(WeeklyAnswer, info=PERSONAL)
    asked_at: Mapped[datetime]
    call_after: Mapped[datetime]
    """Without an answer by then, somebody calls."""
    called_for_at: Mapped[datetime | None]
    """The desk was told to call."""
    answered_at: Mapped[datetime | None]
