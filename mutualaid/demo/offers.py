"""110 credible offers: who helps, with what, when in a normal week, how far and how often."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mutualaid.demo.names import Generation
from mutualaid.demo.people import ALI, CAST, KARIM, N_COORDINATORS, Person
from mutualaid.domain.distance import Reach
from mutualaid.domain.slots import HalfDay

N_OLD_HELPERS = 24
WeekHalfDays = tuple[tuple[int, HalfDay], ...]
M, A, E = HalfDay.MORNING, HalfDay.AFTERNOON, HalfDay.EVENING
WEEKDAYS, WEEKEND = range(5), (5, 6)


@dataclass(frozen=True)
class HelpOffered:
    """What one neighbour offers."""

    helper: Person
    categories: tuple[str, ...]
    free: WeekHalfDays
    reach: Reach
    rhythm: int | None
    """Coups de main a month at most; None: no limit."""
    note: str
    posted_days_ago: int


@dataclass(frozen=True)
class Way:
    """A way of life: which half-days are often free, and what such a person likes to do."""

    weight: int
    often_free: WeekHalfDays
    n_free: tuple[int, int]
    likes: tuple[str, ...]


RETIRED = Way(
    1,
    (*((d, M) for d in WEEKDAYS), *((d, A) for d in WEEKDAYS)),
    (4, 8),
    ("outing", "shopping", "chat", "phone_chat", "papers", "papers_by_phone", "pets_plants",
     "lending", "repairs"),
)  # fmt: skip
OFFICE_WORKER = Way(
    4,
    (*((d, E) for d in WEEKDAYS), (5, M), (5, A), (6, M), (6, A)),
    (4, 7),
    ("shopping", "moving", "repairs", "digital", "papers_by_phone", "outing", "lending",
     "pets_plants", "other"),
)  # fmt: skip
SHIFT_WORKER = Way(
    2,
    (*((d, M) for d in (0, 1, 3)), *((d, A) for d in (1, 2, 4)), (5, M), (6, A)),
    (4, 7),
    ("shopping", "moving", "outing", "repairs", "pets_plants", "chat", "other"),
)
AT_SCHOOL_HOURS = Way(
    2,
    (*((d, M) for d in (0, 1, 3, 4)), *((d, A) for d in (0, 1, 3, 4))),
    (4, 7),
    ("outing", "shopping", "papers", "chat", "digital", "learning", "lending", "pets_plants"),
)
STUDENT = Way(
    3,
    (*((d, A) for d in (1, 2, 3, 4)), *((d, E) for d in WEEKDAYS), (5, A), (6, A), (2, M)),
    (4, 8),
    ("digital", "learning", "moving", "papers", "shopping", "chat", "phone_chat", "outing",
     "pets_plants"),
)  # fmt: skip
WAYS = {
    Generation.OLD: (RETIRED,),
    Generation.MIDDLE: (OFFICE_WORKER, SHIFT_WORKER, AT_SCHOOL_HOURS),
    Generation.YOUNG: (STUDENT, OFFICE_WORKER),
}
REACHES = {
    Reach.FIVE_MINUTES: 15,
    Reach.TEN_MINUTES: 35,
    Reach.TWENTY_MINUTES: 35,
    Reach.FARTHER: 15,
}
RHYTHMS = {1: 15, 2: 40, 4: 33, None: 12}
NOTES = (
    "Je connais bien le quartier, j’y suis depuis trente ans.",
    "J’ai une voiture et un diable.",
    "Plutôt en fin de journée, je préviens toujours.",
    "Je parle aussi arabe.",
    "Les escaliers ne me font pas peur.",
    "J’aime bien le jardinage et les chiens.",
    "Je viens à pied ou à vélo.",
)


def offer_help(rng: random.Random, people: Sequence[Person]) -> tuple[HelpOffered, ...]:
    """The offers of everybody who is not old, and of some who are."""
    helpers = sorted(_helpers(rng, people), key=lambda person: person.rank)
    return tuple(_offer(rng, helper) for helper in helpers)


def _helpers(rng: random.Random, people: Sequence[Person]) -> Iterator[Person]:
    yield people[ALI.rank]
    yield from (p for p in people[N_COORDINATORS:] if p.generation is not Generation.OLD)
    old = [p for p in people[len(CAST) :] if p.generation is Generation.OLD]
    on_the_phone = [p for p in old if p.email is None]
    with_email = [p for p in old if p.email is not None]
    yield from rng.sample(on_the_phone, 2)
    yield from rng.sample(with_email, N_OLD_HELPERS - 3)


def _offer(rng: random.Random, helper: Person) -> HelpOffered:
    if helper.rank == KARIM.rank:
        note = "Je viens à pied. Je parle aussi arabe."
        return _sure(helper, ("outing", "papers"), ((5, A), (5, E)), note)
    if helper.rank == ALI.rank:
        note = "J’aime parler de tout, surtout de football."
        return _sure(helper, ("chat", "phone_chat"), ((0, M), (6, E)), note)
    ways = WAYS[helper.generation]
    way = rng.choices(ways, [way.weight for way in ways])[0]
    liked = rng.sample(way.likes, rng.randint(2, 4))
    return HelpOffered(
        helper=helper,
        categories=tuple(sorted(liked)),
        free=_some_of(rng, way),
        reach=rng.choices(list(REACHES), list(REACHES.values()))[0],
        rhythm=rng.choices(list(RHYTHMS), list(RHYTHMS.values()))[0],
        note=_note(rng, helper),
        posted_days_ago=rng.randint(3, 90),
    )


def _some_of(rng: random.Random, way: Way) -> WeekHalfDays:
    chosen = rng.sample(way.often_free, rng.randint(*way.n_free))
    return tuple(sorted(chosen, key=lambda free: (free[0], free[1].number)))


def _note(rng: random.Random, helper: Person) -> str:
    note = rng.choice(NOTES)
    fits = "arabe" not in note or "ar" in helper.languages
    return note if fits and rng.random() < 0.5 else ""


def _sure(
    helper: Person, categories: tuple[str, ...], free: WeekHalfDays, note: str
) -> HelpOffered:
    """Free on a weekend evening, when nobody else is: a pair that can be followed any day."""
    return HelpOffered(helper, categories, free, Reach.TWENTY_MINUTES, 4, note, 12)
