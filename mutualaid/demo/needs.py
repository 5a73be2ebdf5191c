"""90 requests over every kind of help, their dates counted from today."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import cycle, islice

from mutualaid.demo import errands
from mutualaid.demo.errands import Errand
from mutualaid.demo.names import Generation
from mutualaid.demo.people import CAST, JEANNE, ROSE, Person
from mutualaid.domain.slots import HalfDay, Slot

N_REQUESTS = 90
FIRST_DAY, LAST_DAY = 2, 16
"""No slot before the day after tomorrow, none beyond what the matcher sees."""
N_WEEKLY_DATES = 3
SATURDAY, SUNDAY = 5, 6
DAYTIME = (HalfDay.MORNING, HalfDay.AFTERNOON)
ANY_TIME = tuple(HalfDay)
AFTER_WORK = (HalfDay.AFTERNOON, HalfDay.EVENING)
PLAN: tuple[tuple[int, tuple[Errand, ...], tuple[HalfDay, ...]], ...] = (
    (12, errands.SHOPPING, DAYTIME),
    (12, errands.OUTING, DAYTIME),
    (9, errands.CHAT, DAYTIME),
    (5, errands.PHONE_CHAT, ANY_TIME),
    (9, errands.PAPERS, DAYTIME),
    (5, errands.PAPERS_BY_PHONE, ANY_TIME),
    (5, errands.MOVING_ALONE, AFTER_WORK),
    (3, errands.MOVING_TOGETHER, AFTER_WORK),
    (6, errands.REPAIRS, AFTER_WORK),
    (8, errands.DIGITAL, ANY_TIME),
    (5, errands.PETS_PLANTS, ANY_TIME),
    (4, errands.LEARNING, AFTER_WORK),
    (2, errands.LENDING, DAYTIME),
    (1, errands.OTHER, DAYTIME),
    (2, errands.TALK_FIRST, DAYTIME),
)
"""How many of each, beside what Jeanne and Rose ask for."""
WEEKLY = {"chat": 2, "phone_chat": 1, "learning": 1, "shopping": 1}
TWO_HALF_DAYS = {"outing": 2, "repairs": 1}
N_URGENT = 6
HOURS = {
    HalfDay.MORNING: (time(9), time(9, 30), time(10), time(10, 30)),
    HalfDay.AFTERNOON: (time(14), time(14, 30), time(15), time(15, 30)),
    HalfDay.EVENING: (time(18), time(18, 30)),
}


@dataclass(frozen=True)
class Need:
    """What one neighbour asks for, and when it may take place."""

    resident: Person
    errand: Errand
    slots: tuple[Slot, ...]
    posted_days_ago: int
    start: time | None = None
    n_half_days: int = 1
    is_weekly: bool = False
    until_on: date | None = None
    is_urgent: bool = False
    agrees_in_advance: bool = False
    language: str | None = None


def ask(
    rng: random.Random, people: Sequence[Person], helpers: Sequence[Person], today: date
) -> tuple[Need, ...]:
    """Every request, each of somebody who would ask for it."""
    residents = _residents(rng, people, helpers)
    needs = _needs_of_cast(people, today)
    for count, told, moments in PLAN:
        for errand in islice(cycle(told), count):
            resident = _next(residents, needs, errand)
            needs.append(_need(rng, resident, errand, moments, today))
    return tuple(_urgent(rng, _standing(rng, needs), today))


def _residents(
    rng: random.Random, people: Sequence[Person], helpers: Sequence[Person]
) -> list[Person]:
    """All who only ask, some of those who help, and a few who ask twice."""
    offering = {helper.rank for helper in helpers}
    neighbours = people[len(CAST) :]
    only_ask = [person for person in neighbours if person.rank not in offering]
    both_hats = rng.sample([person for person in neighbours if person.rank in offering], 30)
    old = [person for person in only_ask if person.generation is Generation.OLD]
    twice = rng.sample(old, N_REQUESTS - 2 - len(only_ask) - len(both_hats))
    residents = only_ask + both_hats + twice
    rng.shuffle(residents)
    return residents


def _need(
    rng: random.Random, resident: Person, errand: Errand, moments: Sequence[HalfDay], today: date
) -> Need:
    slots = _slots(rng, moments, today, rng.choices((1, 2, 3, 4), (50, 25, 15, 10))[0])
    has_hour = len(slots) == 1 and rng.random() < 0.6 and errand.helpers_needed == 1
    return Need(
        resident=resident,
        errand=errand,
        slots=slots,
        posted_days_ago=min(round(rng.expovariate(0.6)), 12),
        start=rng.choice(HOURS[slots[0].half_day]) if has_hour else None,
        agrees_in_advance=resident.email is None or rng.random() < 0.3,
        language="ar" if "ar" in resident.languages and rng.random() < 0.2 else None,
    )


def _slots(
    rng: random.Random, moments: Sequence[HalfDay], today: date, how_many: int
) -> tuple[Slot, ...]:
    """Distinct half-days; Sundays are rare in what people ask."""
    chosen: set[Slot] = set()
    while len(chosen) < how_many:
        day = today + timedelta(days=rng.randint(FIRST_DAY, LAST_DAY))
        if day.weekday() != SUNDAY or rng.random() < 0.3:
            chosen.add(Slot.of(day, rng.choice(moments)))
    return tuple(sorted(chosen))


def _needs_of_cast(people: Sequence[Person], today: date) -> list[Need]:
    """Evenings at which only Karim and only Ali are free: their pairs can be followed any day."""
    saturday, sunday = (_coming(weekday, today) for weekday in (SATURDAY, SUNDAY))
    jeanne, rose = people[JEANNE.rank], people[ROSE.rank]
    return [
        Need(jeanne, errands.EVENING_OUT, (saturday,), posted_days_ago=4, start=time(18, 30)),
        Need(rose, errands.SUNDAY_CALL, (sunday,), posted_days_ago=3, agrees_in_advance=True),
    ]


def _coming(weekday: int, today: date) -> Slot:
    soonest = today + timedelta(days=FIRST_DAY + 1)
    day = soonest + timedelta(days=(weekday - soonest.weekday()) % 7)
    return Slot.of(day, HalfDay.EVENING)


def _next(residents: list[Person], needs: Sequence[Need], errand: Errand) -> Person:
    """The next resident who does not ask for this already."""
    asked = {need.resident.rank for need in needs if need.errand.category == errand.category}
    place = next(n for n, resident in enumerate(residents) if resident.rank not in asked)
    return residents.pop(place)


def _standing(rng: random.Random, needs: list[Need]) -> Iterator[Need]:
    """Make a few weekly, and let a few span two half-days of one day."""
    weekly, long = dict(WEEKLY), dict(TWO_HALF_DAYS)
    for need in needs:
        kind = need.errand.category
        if need.resident.rank < len(CAST):
            yield need
        elif weekly.get(kind, 0):
            weekly[kind] -= 1
            yield _weekly(need)
        elif long.get(kind, 0):
            long[kind] -= 1
            yield _long(rng, need)
        else:
            yield need


def _weekly(need: Need) -> Need:
    first = need.slots[0]
    dates = (first.on_date + timedelta(weeks=n) for n in range(N_WEEKLY_DATES))
    slots = tuple(Slot.of(day, first.half_day) for day in dates)
    until = first.on_date + timedelta(weeks=12)
    return replace(need, slots=slots, start=None, is_weekly=True, until_on=until)


def _long(rng: random.Random, need: Need) -> Need:
    day = need.slots[0].on_date
    both = (Slot.of(day, HalfDay.MORNING), Slot.of(day, HalfDay.AFTERNOON))
    start = rng.choice((time(10), time(11)))
    errand = replace(need.errand, minutes=300)
    return replace(need, errand=errand, slots=both, start=start, n_half_days=2)


def _urgent(rng: random.Random, needs: Iterator[Need], today: date) -> Iterator[Need]:
    """A few cannot wait: the day after tomorrow, marked by a coordinator."""
    plain = list(needs)
    can_be = [
        rank
        for rank, need in enumerate(plain)
        if need.errand.category in {"shopping", "outing", "papers", "digital", "pets_plants"}
        and not need.is_weekly
        and need.n_half_days == 1
        and need.resident.rank >= len(CAST)
    ]
    chosen = set(rng.sample(can_be, N_URGENT))
    soon = today + timedelta(days=FIRST_DAY)
    for rank, need in enumerate(plain):
        if rank in chosen:
            slot = Slot.of(soon, need.slots[0].half_day)
            yield replace(need, slots=(slot,), is_urgent=True, posted_days_ago=0)
        else:
            yield need
