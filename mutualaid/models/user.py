"""People: neighbours who ask, help or coordinate, and where they live."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from mutualaid.domain.clock import DEFAULT_ZONE
from mutualaid.domain.geo import Precision
from mutualaid.domain.statuses import Channel
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


class ContactChoice(StrEnum):
    """What the other reads after two yeses."""

    PHONE = "phone"
    EMAIL = "email"
    DESK = "desk"


class CoordinatorRole(StrEnum):
    """Who is called first."""

    COORDINATOR = "coordinator"
    DEPUTY = "deputy"


class ConsentPurpose(StrEnum):
    """What somebody agreed to."""

    SPOKEN_FOR = "spoken_for"
    CHARTER = "charter"
    ADVANCE_KNOWN = "advance_known"
    PARENT = "parent"
    VEILLE = "veille"


class Place(Base):
    """An address as somebody wrote it, and how well it is known."""

    __tablename__ = "places"

    id: Mapped[Id]
    line: Mapped[str] = mapped_column(sa.String(200), info=PERSONAL)
    """Number and street as typed or as found."""
    house_number: Mapped[str] = mapped_column(sa.String(12), default="", info=PERSONAL)
    street: Mapped[str] = mapped_column(sa.String(160), default="", info=PERSONAL)
    postcode: Mapped[str] = mapped_column(sa.String(10), default="", info=PERSONAL)
    commune: Mapped[str] = mapped_column(sa.String(80), default="", info=PERSONAL)
    flat: Mapped[str] = mapped_column(sa.String(40), default="", info=PERSONAL)
    """Floor, door, building."""
    door_note: Mapped[str] = mapped_column(sa.String(200), default="", info=PERSONAL)
    """What helps to find the door; shown to the helper after two yeses."""
    precision: Mapped[Precision] = enum_column(Precision, default=Precision.NONE)
    lat: Mapped[float | None] = mapped_column(info=PERSONAL)
    lon: Mapped[float | None] = mapped_column(info=PERSONAL)
    neighbourhood_id: Mapped[int | None] = fk("neighbourhoods.id")
    source: Mapped[str] = mapped_column(sa.String(20), default="")
    """streets, ban, gazetteer, coordinator."""
    created_at: Mapped[datetime]


class User(Base):
    """A person. Neither e-mail nor phone is unique: couples share a mailbox and a landline."""

    __tablename__ = "users"
    __table_args__ = (
        sa.CheckConstraint("level BETWEEN 0 AND 2", name="level"),
        sa.CheckConstraint("weekly_mask BETWEEN 0 AND 2097151", name="weekly_mask"),
    )

    id: Mapped[Id]
    first_name: Mapped[str] = mapped_column(sa.String(60), info=PERSONAL)
    last_name: Mapped[str] = mapped_column(sa.String(80), default="", info=PERSONAL)
    """Only the coordinator writes and reads it."""
    email: Mapped[str | None] = mapped_column(sa.String(254), index=True, info=PERSONAL)
    email_confirmed_at: Mapped[datetime | None]
    email_version: Mapped[int] = counter(1)
    """Grows when the e-mail changes; every mailed link of an earlier version is void."""
    phone: Mapped[str | None] = mapped_column(sa.String(20), index=True, info=PERSONAL)
    """E.164."""
    phone_confirmed_at: Mapped[datetime | None]
    channel: Mapped[Channel] = enum_column(Channel, default=Channel.EMAIL)
    """How we reach this person."""
    contact_choice: Mapped[ContactChoice] = enum_column(ContactChoice, default=ContactChoice.PHONE)
    ui_language: Mapped[str] = mapped_column(sa.String(2), default="fr")
    languages: Mapped[list[str]] = mapped_column(default=lambda: ["fr"], info=PERSONAL)
    """Languages spoken, ISO 639-1."""
    is_adult: Mapped[bool] = bool_false()
    """« J'ai 18 ans ou plus »; no birth date is kept."""
    neighbourhood_id: Mapped[int | None] = fk("neighbourhoods.id")
    place_id: Mapped[int | None] = fk("places.id")
    household_id: Mapped[int | None] = fk("users.id")
    """Declared « même foyer »: the first person of the household."""
    spoken_for_by_id: Mapped[int | None] = fk("users.id")
    """A coordinator or a relative who speaks for this person, with recorded consent."""
    met_on: Mapped[date | None]
    """Seen in person by someone of the team."""
    met_by_id: Mapped[int | None] = fk("users.id")
    level: Mapped[int] = counter(0)
    charter_accepted_at: Mapped[datetime | None]
    weekly_mask: Mapped[int] = counter(0)
    """Half-days of a normal week (21 bits) at which this person may help."""
    weeks_vary: Mapped[bool] = bool_false()
    """« Cela dépend des semaines »."""
    rhythm_per_month: Mapped[int | None]
    """Coups de main a month at most; none: no limit."""
    paused_until: Mapped[datetime | None]
    """A pause this person chose."""
    rest_until: Mapped[datetime | None]
    """Left in peace until then: the last proposal stayed without an answer."""
    n_ignored: Mapped[int] = counter(0)
    """Proposals in a row that stayed without an answer; an answer sets it back to 0."""
    drives_declared_on: Mapped[date | None]
    """« Permis, assurance, mon assureur est prévenu »: said on this day, good for a year."""
    is_reminded_by_call: Mapped[bool] = bool_false()
    """Has no e-mail, and asked to be called before each appointment."""
    call_hours: Mapped[str] = mapped_column(
        sa.String(60), default="", server_default="", info=PERSONAL
    )
    """When this person likes to be called: « le matin, après 10 h »."""
    is_in_veille: Mapped[bool] = bool_false()
    """Takes part in the veille: whoever comes alone has level 2. Kept by `services/checkins`."""
    is_admin: Mapped[bool] = bool_false()
    created_at: Mapped[datetime]
    last_contact_at: Mapped[datetime | None]
    """Last asked, offered, answered, signed in or was spoken to; none: since `created_at`."""
    left_at: Mapped[datetime | None]

    place: orm.Mapped[Place | None] = orm.relationship(foreign_keys=[place_id])
    neighbourhood: orm.Mapped[Neighbourhood | None] = orm.relationship()
    absences: orm.Mapped[list[Absence]] = orm.relationship(order_by="Absence.starts_on")
    relatives: orm.Mapped[list[Relative]] = orm.relationship(
        foreign_keys="Relative.user_id", order_by="Relative.id", viewonly=True
    )
    coordinations: orm.Mapped[list[Coordinator]] = orm.relationship(
        foreign_keys="Coordinator.user_id"
    )

    @property
    def is_confirmed(self) -> bool:
        """At least one channel was confirmed, by a code, a link or a call."""
        return self.email_confirmed_at is not None or self.phone_confirmed_at is not None

    @property
    def zone(self) -> str:
        """The wall clock by which this person's days are meant."""
        return self.neighbourhood.zone if self.neighbourhood is not None else DEFAULT_ZONE


class Absence(Base):
    """« Je ne suis pas libre du … au … », both days included."""

    __tablename__ = "absences"

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Coordinator(Base):
    """Who coordinates where."""

    __tablename__ = "coordinators"
    __table_args__ = (sa.UniqueConstraint("user_id", "neighbourhood_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    neighbourhood_id: Mapped[int] = fk("neighbourhoods.id")
    role: Mapped[CoordinatorRole] = enum_column(CoordinatorRole)
    created_at: Mapped[datetime]


class Consent(Base):
    """What a person agreed to, when, in which words, by which channel, written down by whom."""

    __tablename__ = "consents"

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    purpose: Mapped[ConsentPurpose] = enum_column(ConsentPurpose)
    wording_version: Mapped[str] = mapped_column(sa.String(20))
    channel: Mapped[str] = mapped_column(sa.String(12))
    """web, phone, door, paper."""
    recorded_by_id: Mapped[int | None] = fk("users.id")
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RelativeRole(StrEnum):
    """Why this person is named."""

    CARER = "carer"
    """Asks « pour un proche »."""
    PARENT = "parent"
    """Agreed that a minor takes part."""
    TRUSTED = "trusted"
    """May be called when somebody does not answer."""


class Relative(Base):
    """Somebody close who may be called, once that person confirmed it."""

    __tablename__ = "relatives"

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    """Whose relative this is."""
    account_id: Mapped[int | None] = fk("users.id")
    """The relative's own account, for those who have one."""
    role: Mapped[RelativeRole] = enum_column(RelativeRole, default=RelativeRole.TRUSTED)
    first_name: Mapped[str] = mapped_column(sa.String(60), info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(sa.String(20), info=PERSONAL)
    email: Mapped[str | None] = mapped_column(sa.String(254), info=PERSONAL)
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Block(Base):
    """Two who are never paired; only the one who asked knows."""

    __tablename__ = "blocks"

    blocker_id: Mapped[int] = fk("users.id", primary_key=True)
    blocked_id: Mapped[int] = fk("users.id", primary_key=True)
    created_at: Mapped[datetime]


class Tie(Base):
    """Two neighbours who met twice, or who both want to meet again."""

    __tablename__ = "ties"
    __table_args__ = (
        sa.UniqueConstraint("low_id", "high_id"),
        sa.CheckConstraint("low_id < high_id", name="order"),
    )

    id: Mapped[Id]
    low_id: Mapped[int] = fk("users.id")
    high_id: Mapped[int] = fk("users.id")
    n_meetings: Mapped[int] = counter(0)
    is_mutual: Mapped[bool] = bool_false()
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ReportKind(StrEnum):
    """What a report is about."""

    SERVICE = "service"
    """« Notre service »: a page, a mail, a coordinator."""
    PERSON = "person"
    """« Une personne m'inquiète »: no name is asked."""
    CONDUCT = "conduct"
    """How somebody behaved during a coup de main."""


class Report(Base):
    """A problem or a worry that somebody told us, with or without a name."""

    __tablename__ = "reports"

    id: Mapped[Id]
    reporter_id: Mapped[int | None] = fk("users.id")
    about_id: Mapped[int | None] = fk("users.id")
    neighbourhood_id: Mapped[int | None] = fk("neighbourhoods.id")
    appointment_id: Mapped[int | None] = fk("appointments.id")
    """The coup de main from whose page or mail it was told."""
    kind: Mapped[ReportKind] = enum_column(ReportKind, default=ReportKind.SERVICE)
    words: Mapped[str] = mapped_column(sa.String(1000), info=PERSONAL)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
