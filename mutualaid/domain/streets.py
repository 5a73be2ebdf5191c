"""How an address that people write becomes something that can be looked up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SMALL_WORDS = frozenset("a au aux d de des du en et l la le les".split())
_SPELLED = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "boul": "boulevard", "bvd": "boulevard", "ch": "chemin", "che": "chemin", "crs": "cours",
    "dr": "docteur", "fg": "faubourg", "gal": "general", "imp": "impasse", "mal": "marechal",
    "mgr": "monseigneur", "pas": "passage", "pdt": "president", "pl": "place", "pr": "professeur",
    "qu": "quai", "r": "rue", "res": "residence", "rte": "route", "sq": "square", "st": "saint",
    "ste": "sainte",
}  # fmt: skip
_DOOR = re.compile(
    r"(?:^|[,;]\s*)(?:n[°o]\s*)?(\d{1,4})(?:\s*(bis|ter|quater|[a-h])\b)?[\s,]+(.*\S)",
    re.IGNORECASE | re.DOTALL,
)
_POSTCODE = re.compile(r"\b\d{2}\s?\d{3}\b")


@dataclass(frozen=True)
class Door:
    """One line of a list of addresses: a numbered door, or a whole street without a number."""

    house_number: str
    street: str
    postcode: str
    commune: str
    lat: float
    lon: float


def plain_words(text: str) -> list[str]:
    """Lower-case words without accents, apostrophes or hyphens."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in bare).split()


def street_key(name: str) -> str:
    """A street as it is compared: « Av. de la République » and « avenue république » are one."""
    words = [_SPELLED.get(word, word) for word in plain_words(name)]
    return " ".join([word for word in words if word not in _SMALL_WORDS] or words)[:160]


def commune_key(name: str) -> str:
    """A town as it is compared: « 69800 St-Priest cedex » is « saint priest »."""
    spelled = {"st": "saint", "ste": "sainte"}
    words = plain_words(_POSTCODE.sub(" ", name))
    return " ".join(spelled.get(word, word) for word in words if word != "cedex")


def postcode_in(text: str) -> str:
    """The five digits of a postcode, or nothing."""
    found = _POSTCODE.search(text)
    return found[0].replace(" ", "") if found else ""


def split_line(line: str) -> tuple[str, str]:
    """House number and street of « 12 bis, rue Voltaire »: ("12bis", "rue Voltaire")."""
    found = _DOOR.search(line.strip())
    if found is None:
        return "", line.strip()
    return house_number(found[1], found[2] or ""), found[3].strip()


def house_number(number: str, suffix: str = "") -> str:
    """« 12 », « 12bis »: one writing for all."""
    return f"{number.strip().lstrip('0')}{suffix.strip().lower()}"[:12]
