"""What a mail is made of before it is words: whom it speaks to, facts, buttons, who signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from config import Settings
from mutualaid.domain.clock import local_date
from mutualaid.domain.mail import CalendarPart
from mutualaid.domain.messages import TokenPurpose
from mutualaid.models import Appointment, HelpRequest, Message, Neighbourhood, Offer, Proposal, User
from mutualaid.services import tokens

Subject = Proposal | Appointment | Offer | HelpRequest | User
Fact = tuple[str, str]
"""« Quand » and « mardi 14 octobre, l'après-midi »."""


@dataclass(frozen=True)
class Button:
    """One action: a page opens, and nothing changes before a button there is pressed."""

    label: str
    url: str
    short: str = ""
    """Its word in the text part: OUI, NON."""
    spoken: str = ""
    """What the text part shows in the place of its address: a number that is dialled."""
    is_main: bool = False


@dataclass(frozen=True)
class Link:
    """One line of small print."""

    label: str
    url: str


@dataclass(frozen=True)
class Desk:
    """The human who signs, and how to reach her."""

    place: str
    name: str
    phone: str
    email: str

    @classmethod
    def of(cls, home: Neighbourhood | None, settings: Settings) -> Desk:
        """The desk of a neighbourhood; without one, the instance itself signs."""
        if home is None:
            return cls("", "", "", settings.mail_reply_to)
        return cls(
            home.name, home.desk_name, home.desk_phone, settings.mail_reply_to or home.desk_email
        )


@dataclass(frozen=True)
class Letter:
    """What one kind of mail fills its three templates with."""

    home: Neighbourhood | None
    """Whose desk signs."""
    words: dict[str, Any] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    unsubscribe_url: str = ""
    calendar: CalendarPart | None = None


@dataclass(frozen=True)
class Writing:
    """One message being written: everything a kind may ask about."""

    session: Session
    message: Message
    settings: Settings
    now: datetime

    @property
    def reader(self) -> User:
        """Whom it goes to."""
        return self.message.user

    @property
    def zone(self) -> str:
        """The reader's wall clock."""
        home = self.reader.neighbourhood
        return home.zone if home is not None else self.settings.default_zone

    @property
    def today(self) -> date:
        """The reader's calendar day."""
        return local_date(self.now, self.zone)

    def url(self, path: str) -> str:
        """A page in the reader's language, from the configured address, never a request's."""
        prefix = "/en" if self.reader.ui_language == "en" else ""
        return self.settings.base_url.rstrip("/") + prefix + path

    def token(self, purpose: TokenPurpose, subject: Subject) -> str:
        """The reader's own token, the same at each rendering."""
        return tokens.token_text(self.session, purpose, subject, self.reader)

    def my_space(self) -> str:
        """The reader's own page."""
        return self.url("/mon-espace")
