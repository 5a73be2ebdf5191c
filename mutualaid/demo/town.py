"""The whole demo in one value: quarters, people, offers and requests."""

import random
from dataclasses import dataclass
from datetime import date

from mutualaid.demo.needs import Need, ask
from mutualaid.demo.offers import HelpOffered, offer_help
from mutualaid.demo.people import Person, invent
from mutualaid.demo.place import QUARTERS, Quarter

SEED = 20261013


@dataclass(frozen=True)
class Town:
    """Everything that is filled into a fresh database."""

    quarters: tuple[Quarter, ...]
    people: tuple[Person, ...]
    offers: tuple[HelpOffered, ...]
    needs: tuple[Need, ...]


def build(today: date, seed: int = SEED) -> Town:
    """The same town for the same day and seed."""
    rng = random.Random(seed)
    people = invent(rng)
    offers = offer_help(rng, people)
    needs = ask(rng, people, [offer.helper for offer in offers], today)
    return Town(QUARTERS, people, offers, needs)
