"""From what people type to a place: our streets, then the geocoder, then the town."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.geo import Precision
from mutualaid.domain.ports import Candidate
from mutualaid.domain.streets import Door
from mutualaid.models import Neighbourhood, Street
from mutualaid.services import places, streets
from mutualaid.services.places import Typed
from tests import factories as f

VILLEURBANNE = Candidate(
    "", "", "69100", "Villeurbanne", 45.77, 4.88, Precision.COMMUNE, "gazetteer"
)


@dataclass
class FakeGeocoder:
    """Knows what it is told, and remembers that it was asked."""

    answers: list[Candidate] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def find(self, line: str, town: str) -> list[Candidate]:
        self.asked.append(f"{line}, {town}")
        return self.answers

    def towns(self, town: str) -> list[Candidate]:
        return [VILLEURBANNE] if "illeurbanne" in town or "69100" in town else []


def door(number: str, street: str, north: float = 0.0, commune: str = "Villeurbanne") -> Door:
    return Door(number, street, "69100", commune, f.LAT + north, f.LON)


@pytest.fixture
def home(session: Session) -> Neighbourhood:
    home = f.neighbourhood(session)
    streets.import_doors(
        session,
        [
            door("12", "Rue Anatole France"),
            door("14", "Rue Anatole France", 0.001),
            door("3bis", "Avenue de l’Hôpital"),
            door("", "Rue du 8 Mai 1945"),
            door("1", "Place des Lilas", 0.3),
        ],
    )
    return home


def find(session: Session, line: str, town: str = "69100 Villeurbanne") -> list[Candidate]:
    return places.find(session, line=line, town=town, geocoder=FakeGeocoder())


@pytest.mark.parametrize(
    "line",
    [
        "12 rue Anatole France", "12, RUE ANATOLE-FRANCE", "  12 r. anatole france ",
        "résidence du parc, 12 rue anatole france", "n° 12 rue Anatole France",
    ],
)  # fmt: skip
@pytest.mark.parametrize("town", ["69100", "villeurbanne", "69100 VILLEURBANNE cedex"])
@pytest.mark.usefixtures("home")
def test_a_listed_door_is_found_however_it_is_written(
    session: Session, line: str, town: str
) -> None:
    (found,) = find(session, line, town)
    assert (found.label, found.precision) == (
        "12 Rue Anatole France, 69100 Villeurbanne", Precision.ADDRESS,
    )  # fmt: skip


def test_a_door_that_is_not_listed_is_placed_in_its_street(
    session: Session, home: Neighbourhood
) -> None:
    (found,) = find(session, "120 rue Anatole France")
    assert (found.line, found.precision) == ("120 Rue Anatole France", Precision.STREET)
    assert found.neighbourhood_id == home.id
    assert found.lat == pytest.approx(f.LAT + 0.0005)


@pytest.mark.parametrize(
    ("line", "street"),
    [
        ("3 bis av. de l'hopital", "Avenue de l’Hôpital"),
        ("5 rue du 8 mai 1945", "Rue du 8 Mai 1945"),
        ("12 rue anatol frence", "Rue Anatole France"),
        ("12 anatole france", "Rue Anatole France"),
    ],
)
@pytest.mark.usefixtures("home")
def test_slips_abbreviations_and_missing_words_are_understood(
    session: Session, line: str, street: str
) -> None:
    assert [found.street for found in find(session, line)] == [street]


@pytest.mark.usefixtures("home")
def test_the_geocoder_is_asked_only_for_what_our_streets_do_not_know(session: Session) -> None:
    known = Candidate(
        "7", "Rue Neuve", "69100", "Villeurbanne", f.LAT, f.LON, Precision.ADDRESS, "ban"
    )
    geocoder = FakeGeocoder([known])
    places.find(session, line="12 rue Anatole France", town="69100", geocoder=geocoder)
    assert geocoder.asked == []
    (found,) = places.find(session, line="7 rue neuve", town="69100", geocoder=geocoder)
    assert (found.source, found.neighbourhood_id is None) == ("ban", False)


def test_without_any_street_the_town_is_left(session: Session, home: Neighbourhood) -> None:
    (found,) = find(session, "7 chemin perdu")
    assert (found.precision, found.neighbourhood_id) == (Precision.COMMUNE, home.id)


@pytest.mark.usefixtures("home")
def test_an_address_far_from_every_centre_belongs_to_no_neighbourhood(session: Session) -> None:
    (found,) = find(session, "1 place des lilas")
    assert found.neighbourhood_id is None


def test_a_street_of_its_own_neighbourhood_stays_there_whatever_the_distance(
    session: Session, home: Neighbourhood
) -> None:
    streets.import_doors(session, [door("2", "Rue Haute", 0.3)], neighbourhood=home)
    (found,) = find(session, "2 rue haute")
    assert found.neighbourhood_id == home.id


def test_a_neighbourhood_that_is_not_open_takes_nobody(
    session: Session, home: Neighbourhood
) -> None:
    home.opened_at = None
    session.flush()
    (found,) = find(session, "12 rue Anatole France")
    assert found.neighbourhood_id is None


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("line", ["", "   ", "12", "????", "%_%", "a" * 500, "\x00"])
def test_nonsense_finds_no_street_and_breaks_nothing(session: Session, line: str) -> None:
    assert all(not found.precision.is_matchable for found in find(session, line))


def test_what_nobody_found_is_kept_as_typed_for_the_coordinator(
    session: Session, home: Neighbourhood
) -> None:
    typed = Typed("maison bleue " * 30, "69100 Villeurbanne")
    place = places.settle(session, typed, flat="2e " * 40, door_note="n" * 400, now=f.NOW)
    session.expire(place)
    assert place.line.startswith("maison bleue")
    assert (place.precision, place.neighbourhood_id) == (Precision.COMMUNE, home.id)
    assert place.lat is None


@pytest.mark.usefixtures("home")
def test_an_unknown_town_is_nowhere_and_still_accepted(session: Session) -> None:
    place = places.settle(session, Typed("1 rue Haute", "Brest"), now=f.NOW)
    assert (place.precision, place.neighbourhood_id) == (Precision.NONE, None)


@pytest.mark.usefixtures("home")
def test_only_a_certain_street_is_chosen_without_asking(session: Session) -> None:
    def find_one(line: str) -> Candidate | Typed:
        return places.find_one(session, line=line, town="69100", geocoder=None)

    assert isinstance(find_one("12 rue Anatole France"), Candidate)
    assert isinstance(find_one("12 rue anatol frence"), Typed)


def test_importing_again_replaces_the_commune_and_keeps_the_neighbourhoods(
    session: Session, home: Neighbourhood
) -> None:
    streets.import_doors(session, [door("2", "Rue Haute")], neighbourhood=home)
    far = door("1", "Rue Basse", commune="Bron")
    streets.import_doors(session, [far])
    done = streets.import_doors(session, [door("2", "rue haute"), door("4", "Rue Haute")])
    assert (done.n_streets, done.n_doors) == (1, 2)
    rows = session.execute(
        select(Street.commune, Street.house_number, Street.neighbourhood_id).order_by(
            Street.commune, Street.house_number
        )
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Bron", "", None), ("Bron", "1", None),
        ("Villeurbanne", "", home.id), ("Villeurbanne", "2", home.id),
        ("Villeurbanne", "4", home.id),
    ]  # fmt: skip
