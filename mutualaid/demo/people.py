"""160 fictional neighbours of several generations, the same for the same seed."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, repeat

from mutualaid.demo.names import COUPLES, NAMES, Generation, Names
from mutualaid.demo.place import BROSSES, CUSSET, QUARTERS, Quarter
from mutualaid.domain.demo import DemoRole

N_PEOPLE = 160
N_OLD, N_YOUNG = 72, 36
N_WITHOUT_EMAIL = 25
N_NEVER_MET = 16
MAIL_DOMAINS = ("example.fr", "exemple.org")
FLATS = ("", "rez-de-chaussée", "1er étage gauche", "2e étage", "3e étage droite", "bât. C")
UNLISTED = ("Résidence les Glycines, allée 4", "Derrière l’ancienne usine, maison jaune")
"""Addresses that only a coordinator can place."""
DOOR_NOTES = (
    "Code 2580, puis deuxième porte à gauche",
    "Sonnette du bas, elle est dure",
    "Interphone au nom de famille",
    "Portail vert, au fond de la cour",
    "Frapper fort, la sonnette ne marche plus",
    "Entrée par le parking, bâtiment B",
)


@dataclass(frozen=True)
class Home:
    """Where somebody lives."""

    house_number: str
    street: str
    flat: str
    door_note: str

    @property
    def line(self) -> str:
        """Number and street, as somebody types them."""
        return f"{self.house_number} {self.street}".strip()


@dataclass(frozen=True)
class Person:
    """One fictional neighbour, as a coordinator would know them."""

    rank: int
    first_name: str
    last_name: str
    generation: Generation
    quarter: Quarter
    home: Home
    email: str | None
    phone: str
    languages: tuple[str, ...]
    household: int | None = None
    """Rank of the one whose home, mailbox and landline this person shares."""
    level: int = 0
    met_days_ago: int | None = None
    """None: nobody of the team has seen this person yet."""


@dataclass(frozen=True)
class Cast:
    """Somebody whom everybody meets first."""

    rank: int
    first_name: str
    last_name: str
    generation: Generation
    quarter: Quarter
    email: str | None = None
    languages: tuple[str, ...] = ("fr",)


FATIMA = Cast(
    0, "Fatima", "Benali", Generation.MIDDLE, BROSSES, DemoRole.COORDINATOR.email, ("fr", "ar")
)
NICOLAS = Cast(1, "Nicolas", "Garnier", Generation.MIDDLE, CUSSET, "nicolas.garnier@exemple.org")
JEANNE = Cast(2, "Jeanne", "Perrin", Generation.OLD, BROSSES, DemoRole.RESIDENT.email)
KARIM = Cast(
    3, "Karim", "Haddad", Generation.MIDDLE, BROSSES, DemoRole.VOLUNTEER.email, ("fr", "ar")
)
ROSE = Cast(4, "Rose", "Collomb", Generation.OLD, BROSSES)
ALI = Cast(5, "Ali", "Mansouri", Generation.OLD, BROSSES, None, ("fr", "ar"))
CAST = (FATIMA, NICOLAS, JEANNE, KARIM, ROSE, ALI)
"""Two coordinate; Jeanne and Karim are paired by mail, Rose and Ali by telephone."""
N_COORDINATORS = 2


class Numbers:
    """Telephone numbers that the regulator keeps for fiction, none twice."""

    def __init__(self, rng: random.Random) -> None:
        self._mobiles = iter(rng.sample(range(10_000), N_PEOPLE))
        self._landlines = iter(rng.sample(range(1_000, 10_000), N_PEOPLE))

    def mobile(self) -> str:
        """06 39 98 …"""
        return f"+3363998{next(self._mobiles):04d}"

    def landline(self) -> str:
        """04 65 71 …"""
        return f"+3346571{next(self._landlines):04d}"


def invent(rng: random.Random) -> tuple[Person, ...]:
    """Everybody: the cast first, then the old, the young, the others."""
    numbers = Numbers(rng)
    n_old_cast = sum(cast.generation is Generation.OLD for cast in CAST)
    left = {Generation.OLD: N_OLD - n_old_cast, Generation.YOUNG: N_YOUNG}
    left[Generation.MIDDLE] = N_PEOPLE - len(CAST) - sum(left.values())
    generations = chain.from_iterable(repeat(kind, count) for kind, count in left.items())
    people = [_played(rng, cast, numbers) for cast in CAST]
    full_names = {(person.first_name, person.last_name) for person in people}
    for rank, generation in enumerate(generations, start=len(CAST)):
        people.append(_neighbour(rng, rank, generation, numbers, full_names))
    people = _paired(rng, _without_email(rng, people), numbers)
    return tuple(_known(rng, people))


def _home(rng: random.Random, quarter: Quarter) -> Home:
    return Home(
        house_number=str(rng.randint(1, 140)),
        street=rng.choice(quarter.roads).name,
        flat=rng.choice(FLATS),
        door_note=rng.choice(DOOR_NOTES) if rng.random() < 0.4 else "",
    )


def _played(rng: random.Random, cast: Cast, numbers: Numbers) -> Person:
    return Person(
        rank=cast.rank,
        first_name=cast.first_name,
        last_name=cast.last_name,
        generation=cast.generation,
        quarter=cast.quarter,
        home=_home(rng, cast.quarter),
        email=cast.email,
        phone=numbers.mobile() if cast.email else numbers.landline(),
        languages=cast.languages,
    )


def _neighbour(
    rng: random.Random,
    rank: int,
    generation: Generation,
    numbers: Numbers,
    taken: set[tuple[str, str]],
) -> Person:
    names = rng.choices(NAMES, [names.weight for names in NAMES])[0]
    first_name, last_name = _full_name(rng, names, generation, taken)
    quarter = rng.choices(QUARTERS, (55, 45))[0]
    at_home = generation is Generation.OLD and rng.random() < 0.6
    return Person(
        rank=rank,
        first_name=first_name,
        last_name=last_name,
        generation=generation,
        quarter=quarter,
        home=_home(rng, quarter),
        email=f"{_plain(first_name)}.{_plain(last_name)}@{rng.choice(MAIL_DOMAINS)}",
        phone=numbers.landline() if at_home else numbers.mobile(),
        languages=_languages(rng, names),
    )


def _full_name(
    rng: random.Random, names: Names, generation: Generation, taken: set[tuple[str, str]]
) -> tuple[str, str]:
    while True:
        pair = (rng.choice(names.first_names(generation)), rng.choice(names.surnames))
        if pair not in taken:
            taken.add(pair)
            return pair


def _languages(rng: random.Random, names: Names) -> tuple[str, ...]:
    if names.language is not None and rng.random() < 0.7:
        return ("fr", names.language)
    return ("fr", "en") if rng.random() < 0.2 else ("fr",)


def _without_email(rng: random.Random, people: list[Person]) -> list[Person]:
    """Old neighbours who are reached by telephone; two of them where no list knows the address."""
    candidates = [
        person.rank for person in people[len(CAST) :] if person.generation is Generation.OLD
    ]
    n_cast = sum(cast.email is None for cast in CAST)
    chosen = rng.sample(candidates, N_WITHOUT_EMAIL - n_cast)
    for rank in chosen:
        people[rank] = replace(people[rank], email=None)
    for rank, line in zip(chosen, UNLISTED, strict=False):
        people[rank] = replace(people[rank], home=Home("", line, "", ""))
    return people


def _paired(rng: random.Random, people: list[Person], numbers: Numbers) -> list[Person]:
    """Couples: the second shares the first one's name, home, mailbox and landline."""
    old = [
        person.rank
        for person in people[len(CAST) :]
        if person.generation is Generation.OLD and person.email
    ]
    ranks = iter(rng.sample(old, 2 * len(COUPLES)))
    for she, he, last_name in COUPLES:
        first, second = next(ranks), next(ranks)
        mailbox = f"{_plain(she)}.et.{_plain(he)}.{_plain(last_name)}@example.fr"
        shared = replace(
            people[first], last_name=last_name, email=mailbox, phone=numbers.landline()
        )
        people[first] = replace(shared, first_name=she)
        people[second] = replace(shared, first_name=he, rank=second, household=first)
    return people


def _known(rng: random.Random, people: list[Person]) -> Iterator[Person]:
    """Most were met by the team, some of them long enough ago to be trusted with more."""
    strangers = set(rng.sample(range(len(CAST), N_PEOPLE), N_NEVER_MET))
    for person in people:
        if person.rank in strangers:
            yield person
        else:
            level = 1 if person.rank < len(CAST) else rng.choices((0, 1, 2), (25, 55, 20))[0]
            yield replace(person, level=level, met_days_ago=rng.randint(10, 400))


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
