"""The demo's place: two neighbouring quarters of Villeurbanne, their streets and their desks."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mutualaid.domain.slots import HalfDay

STREETS = Path(__file__).with_name("streets.csv")
COMMUNE, POSTCODE = "Villeurbanne", "69100"
ZONE = "Europe/Paris"


@dataclass(frozen=True)
class Road:
    """One street with a point on it."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Corner:
    """A public place where two who have not been met by the team may see each other."""

    name: str
    street: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Quarter:
    """A neighbourhood of the demo with everything that the law asks before it opens."""

    slug: str
    code: str
    name: str
    place_phrase: str
    lat: float
    lon: float
    desk_name: str
    desk_phone: str
    desk_email: str
    desk_half_days: tuple[tuple[int, HalfDay], ...]
    corners: tuple[Corner, ...]

    @cached_property
    def roads(self) -> tuple[Road, ...]:
        """Its streets, in the order of the file."""
        with STREETS.open(encoding="utf-8", newline="") as lines:
            return tuple(
                Road(row["name"], float(row["lat"]), float(row["lon"]))
                for row in csv.DictReader(lines)
                if row["neighbourhood"] == self.slug
            )


MORNINGS = tuple((weekday, HalfDay.MORNING) for weekday in range(5))
BROSSES = Quarter(
    slug="les-brosses",
    code="BROSSES",
    name="Les Brosses",
    place_phrase="aux Brosses",
    lat=45.7572,
    lon=4.9118,
    desk_name="Fatima",
    desk_phone="+33465710101",
    desk_email="brosses@exemple.org",
    desk_half_days=(*MORNINGS, (1, HalfDay.AFTERNOON), (3, HalfDay.AFTERNOON)),
    corners=(
        Corner("Le hall du centre social", "Rue Léon Blum", 45.7588, 4.9125),
        Corner("Le café de la place", "Avenue Paul Krüger", 45.7599, 4.9067),
    ),
)
CUSSET = Quarter(
    slug="cusset",
    code="CUSSET",
    name="Cusset",
    place_phrase="à Cusset",
    lat=45.7651,
    lon=4.9020,
    desk_name="Nicolas",
    desk_phone="+33465710202",
    desk_email="cusset@exemple.org",
    desk_half_days=(*MORNINGS, (0, HalfDay.AFTERNOON), (2, HalfDay.AFTERNOON)),
    corners=(
        Corner("La médiathèque", "Cours Émile Zola", 45.7658, 4.8999),
        Corner("La maison de quartier", "Rue Baudin", 45.7647, 4.9014),
    ),
)
QUARTERS = (BROSSES, CUSSET)
CONTROLLER = "Association Fil de voisins Villeurbanne (démonstration)"
CONTROLLER_CONTACT = "donnees@exemple.org"
INSURER = "Mutuelle des associations (démonstration)"
INSURANCE_CONTRACT = "DEMO-2026-001"
INSURANCE_CONTACT = "04 65 71 03 03"
