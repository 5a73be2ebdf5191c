"""The communes of France, offline: where a postcode or a town lies, to about a kilometre.

The file beside this module holds the Métropole de Lyon and the largest towns. An operator puts
the whole list in its place: the same five columns (code, name, postcodes separated by spaces,
latitude, longitude), written from the INSEE list of communes (Licence Ouverte).
"""

import csv
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config import ROOT

FILE = Path(__file__).with_name("gazetteer.csv")
OWN_FILE = ROOT / "instance" / "gazetteer.csv"
"""Written by `flask admin import-communes`; it stands in place of the file beside this module."""


@dataclass(frozen=True)
class Commune:
    """One commune with the point that stands for it."""

    code: str
    name: str
    postcodes: tuple[str, ...]
    lat: float
    lon: float


class Gazetteer:
    """Communes found by postcode or by name, whatever the accents, hyphens and case."""

    def __init__(self, communes: list[Commune]) -> None:
        self.communes = communes
        self._by_name: dict[str, list[Commune]] = defaultdict(list)
        self._by_postcode: dict[str, list[Commune]] = defaultdict(list)
        for commune in communes:
            self._by_name[plain(commune.name)].append(commune)
            for postcode in commune.postcodes:
                self._by_postcode[postcode].append(commune)

    def find(self, words: str) -> list[Commune]:
        """What « 69100 », « Villeurbanne », « 69100 villeurbanne » or « st-priest » may mean."""
        named = plain("".join(" " if letter.isdigit() else letter for letter in words))
        postcode = "".join(filter(str.isdigit, words))
        if postcode and named:
            both = [
                commune for commune in self._by_postcode[postcode] if plain(commune.name) == named
            ]
            return both or self._by_postcode.get(postcode, [])
        return self._by_postcode.get(postcode, []) if postcode else self._by_name.get(named, [])


def plain(name: str) -> str:
    """A name as it is compared: « Décines-Charpieu » and « decines charpieu » are one."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe"))
    bare = (letter for letter in letters if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in bare)
    spelled = {"st": "saint", "ste": "sainte"}
    return " ".join(spelled.get(word, word) for word in words.split() if word != "cedex")


def read(path: Path = FILE) -> Gazetteer:
    """The gazetteer of a file; a line that cannot be read is named."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return Gazetteer([_commune(row, path, rows.line_num) for row in rows])


@lru_cache(maxsize=1)
def installed() -> Gazetteer:
    """The operator's gazetteer, else the one that came with the service; read once."""
    return read(OWN_FILE if OWN_FILE.exists() else FILE)


def _commune(row: dict[str, str], path: Path, line: int) -> Commune:
    try:
        postcodes = tuple(row["postcodes"].split())
        return Commune(row["code"], row["name"], postcodes, float(row["lat"]), float(row["lon"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{path.name}, line {line}: write code,name,postcodes,lat,lon ({error})"
        ) from error
