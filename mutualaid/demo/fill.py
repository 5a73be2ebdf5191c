"""Fills a fresh database with the town, through the same services as everybody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from mutualaid.demo.needs import Need
from mutualaid.demo.offers import HelpOffered
from mutualaid.demo.opening import open_quarters
from mutualaid.demo.people import N_COORDINATORS, Person
from mutualaid.demo.place import BROSSES, COMMUNE, POSTCODE, ZONE, Quarter
from mutualaid.demo.town import Town
from mutualaid.demo.veille import choose, fill_veille
from mutualaid.domain.clock import at_wall_time, local_date
from mutualaid.domain.slots import weekly_bit
from mutualaid.domain.statuses import Channel
from mutualaid.models import ContactChoice, Neighbourhood, Place, Recurrence, User
from mutualaid.services import help_requests, offers, places, users

JOINED_DAYS_AGO = 120
TOWN_LINE = f"{POSTCODE} {COMMUNE}"


@dataclass
class Filling:
    """What is already in the database, by the names of the town."""

    session: Session
    today: date
    homes: dict[Quarter, Neighbourhood] = field(default_factory=dict)
    coordinators: dict[Quarter, User] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    streets: dict[str, places.Candidate | places.Typed] = field(default_factory=dict)

    def days_ago(self, n: int) -> datetime:
        """An instant of the past that is the same at every hour of today."""
        return at_wall_time(self.today - timedelta(days=n), time(0), ZONE)


def fill(session: Session, town: Town, *, now: datetime) -> None:
    """Everything in one transaction; nothing of it depends on the hour."""
    filling = Filling(session, local_date(now, ZONE))
    filling.homes, filling.coordinators = open_quarters(
        session, town, now=filling.days_ago(JOINED_DAYS_AGO)
    )
    for person in town.people:
        filling.users[person.rank] = _settle(filling, person)
    for offer in town.offers:
        _offer(filling, offer)
    for need in town.needs:
        _ask(filling, need)
    fill_veille(
        session,
        filling.homes[BROSSES],
        [filling.users[rank] for rank in choose(town)],
        by=filling.coordinators[BROSSES],
        last_week=filling.days_ago(7),
        today=filling.days_ago(0),
    )


def _settle(filling: Filling, person: Person) -> User:
    """Somebody joins, is confirmed, says which languages are spoken, and is perhaps met."""
    joined_at = filling.days_ago(JOINED_DAYS_AGO)
    coordinator = filling.coordinators[person.quarter]
    if person.rank < N_COORDINATORS:
        user = coordinator
        place = _place(filling, person)
        users.move(filling.session, user, place, by=user, now=joined_at)
    elif person.email is None:
        user = _spoken_for(filling, person, coordinator, joined_at)
    else:
        user = _join(filling, person, joined_at)
    if len(person.languages) > 1:
        users.choose_contact(
            filling.session,
            user,
            contact_choice=ContactChoice.PHONE,
            ui_language="fr",
            languages=person.languages,
            by=user,
            now=joined_at,
        )
    if user is not coordinator:
        _get_acquainted(filling, person, user, coordinator)
    return user


def _join(filling: Filling, person: Person, joined_at: datetime) -> User:
    user = users.join(
        filling.session,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone=person.phone,
        is_adult=True,
        language="fr",
        place=_place(filling, person),
        neighbourhood_id=filling.homes[person.quarter].id,
        by=None,
        now=joined_at,
    )
    users.confirm_channel(filling.session, user, Channel.EMAIL, by=user, now=joined_at)
    return user


def _spoken_for(filling: Filling, person: Person, by: User, joined_at: datetime) -> User:
    return users.register_spoken_for(
        filling.session,
        first_name=person.first_name,
        last_name=person.last_name,
        phone=person.phone,
        is_adult=True,
        language="fr",
        place=_place(filling, person),
        neighbourhood_id=filling.homes[person.quarter].id,
        by=by,
        consent_channel="phone",
        now=joined_at,
    )


def _place(filling: Filling, person: Person) -> Place:
    """Every street is looked up once, as somebody would type it."""
    now, home = filling.days_ago(JOINED_DAYS_AGO), person.home
    if home.street not in filling.streets:
        filling.streets[home.street] = places.find_one(
            filling.session, line=home.line, town=TOWN_LINE, geocoder=None
        )
    found = filling.streets[home.street]
    if isinstance(found, places.Candidate):
        found = replace(found, house_number=home.house_number)
    return places.settle(filling.session, found, flat=home.flat, door_note=home.door_note, now=now)


def _get_acquainted(filling: Filling, person: Person, user: User, by: User) -> None:
    if person.met_days_ago is None:
        return
    now = filling.days_ago(0)
    on = filling.today - timedelta(days=person.met_days_ago)
    users.mark_met(filling.session, user, by=by, on=on, now=now)
    if person.level:
        known_before = person.level == users.HIGHEST_LEVEL
        team = None if known_before else by
        users.set_level(filling.session, user, person.level, by=team, now=now)


def _speaker(filling: Filling, person: Person) -> User:
    """Who typed it: the person, or the coordinator on the telephone with them."""
    if person.email is None:
        return filling.coordinators[person.quarter]
    return filling.users[person.rank]


def _offer(filling: Filling, offer: HelpOffered) -> None:
    offering = offers.Offering(
        categories=offer.categories,
        reach=offer.reach,
        weekly_mask=sum(1 << weekly_bit(weekday, half_day) for weekday, half_day in offer.free),
        rhythm_per_month=offer.rhythm,
        note=offer.note,
        accepts_charter=True,
        drives=_drives(offer),
    )
    offers.publish(
        filling.session,
        filling.users[offer.helper.rank],
        offering,
        by=_speaker(filling, offer.helper),
        now=filling.days_ago(offer.posted_days_ago),
    )


def _drives(offer: HelpOffered) -> bool:
    """Every third of those who go out with others has a car, and told the insurer."""
    return "outing" in offer.categories and offer.helper.rank % 3 == 0


def _ask(filling: Filling, need: Need) -> None:
    ask = help_requests.Ask(
        category=need.errand.category,
        facts=dict(need.errand.facts),
        note=need.errand.note,
        slots=list(need.slots),
        start_time=need.start,
        minutes=need.errand.minutes,
        helpers_needed=need.errand.helpers_needed,
        n_half_days=need.n_half_days,
        recurrence=Recurrence.WEEKLY if need.is_weekly else Recurrence.ONCE,
        until_on=need.until_on,
        language=need.language,
        agreed_in_advance=need.agrees_in_advance,
    )
    help_requests.publish(
        filling.session,
        filling.users[need.resident.rank],
        ask,
        by=_speaker(filling, need.resident),
        now=filling.days_ago(need.posted_days_ago),
    )
