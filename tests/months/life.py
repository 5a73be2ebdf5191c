"""What goes on happening in the town: new needs, new offers, people who stop or go away."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.demo import needs as demo_needs
from mutualaid.demo.needs import PLAN
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import LIVE_REQUESTS, OfferStatus, RequestStatus
from mutualaid.models import HelpRequest, Offer, Recurrence, User
from mutualaid.services import help_requests, offers
from tests.months.town import Town

NEEDS_A_DAY = (2, 5)
URGENT, WEEKLY, LONG = 0.12, 0.06, 0.04
GIVES_UP_A_DAY, STOPS_A_DAY = 0.02, 0.01
WEEKS_ASKED = 5


class Life:
    """One day after the other."""

    def __init__(self, town: Town, *, seed: int) -> None:
        self.town = town
        self.random = random.Random(seed)
        self.acknowledged: set[int] = set()
        """Requests of which somebody was told that they are there."""
        self._last_day: date | None = None

    def go_on(self) -> None:
        """What a new day brings, once a day from eight o'clock."""
        if self._last_day == self.town.today or self.town.wall_time.hour < 8:
            return
        self._last_day = self.town.today
        for _ in range(self.random.randint(*NEEDS_A_DAY)):
            self.town.change(self._ask)
        self.town.change(self._give_up)
        self.town.change(self._stop)

    def note_all(self) -> None:
        """What the town asked for before the first day was acknowledged too."""
        with self.town.database.reading() as session:
            self.acknowledged.update(session.scalars(select(HelpRequest.id)))

    def _ask(self, session: Session) -> None:
        resident = self._somebody(session)
        weights = [count for count, _errands, _moments in PLAN]
        _count, errands, moments = self.random.choices(PLAN, weights)[0]
        errand = self.random.choice(errands)
        slots = demo_needs._slots(
            self.random, moments, self.town.today, self.random.choice((1, 1, 2, 3))
        )
        ask = help_requests.Ask(
            category=errand.category,
            facts=dict(errand.facts),
            note=errand.note,
            slots=list(slots),
            minutes=errand.minutes,
            helpers_needed=errand.helpers_needed,
            agreed_in_advance=resident.email is None or self.random.random() < 0.3,
        )
        published = help_requests.publish(
            session, resident, self._special(ask), by=self._speaker(resident), now=self.town.now
        )
        self.acknowledged.add(published.id)

    def _special(self, ask: help_requests.Ask) -> help_requests.Ask:
        """Some are urgent, some come every week, some take a whole day."""
        drawn = self.random.random()
        first = min(ask.slots)
        if drawn < URGENT:
            soon = self.town.today + timedelta(days=1)
            return replace(ask, slots=[Slot(soon, min(first.half_day_index, 1))])
        if ask.helpers_needed > 1:
            return ask
        if drawn < URGENT + WEEKLY:
            until = first.on_date + timedelta(weeks=WEEKS_ASKED)
            return replace(ask, slots=[first], recurrence=Recurrence.WEEKLY, until_on=until)
        if drawn < URGENT + WEEKLY + LONG:
            return replace(ask, slots=[Slot(first.on_date, 0)], n_half_days=2, minutes=300)
        return ask

    def _somebody(self, session: Session) -> User:
        people = session.scalars(
            select(User).where(User.left_at.is_(None), User.place_id.is_not(None)).order_by(User.id)
        ).all()
        return self.random.choice(people)

    def _speaker(self, person: User) -> User:
        return person

    def _give_up(self, session: Session) -> None:
        """Somebody does not need it any more."""
        rows = session.scalars(
            select(HelpRequest)
            .where(HelpRequest.status.in_(LIVE_REQUESTS))
            .order_by(HelpRequest.id)
        ).all()
        for row in rows:
            if self.random.random() < GIVES_UP_A_DAY and row.status is not RequestStatus.AGREED:
                help_requests.withdraw(session, row, by=row.user, now=self.town.now)

    def _stop(self, session: Session) -> None:
        """Somebody stops helping."""
        rows = session.scalars(
            select(Offer).where(Offer.status == OfferStatus.ACTIVE).order_by(Offer.id)
        ).all()
        for row in rows:
            if self.random.random() < STOPS_A_DAY:
                offers.withdraw(session, row, by=row.user, now=self.town.now)
