"""Listening lines and emergency numbers, in the order of the page.

A figure here may save a life: change one only with its source open, and write the day in
`checked_on`. A line without that day says on the page that it is still to be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class UsefulNumber:
    """One line of the page: whom it is for, when it answers, what it costs, who says so."""

    number: str
    name: object
    for_whom: object
    hours: object
    price: object
    source: str
    checked_on: date | None = None
    by_text: bool = False
    """Reached by SMS."""


@dataclass(frozen=True)
class Rubric:
    """Numbers that answer one worry."""

    key: str
    title: object
    numbers: tuple[UsefulNumber, ...]
    note: object = ""


_ALWAYS = _l("Day and night")
_FREE = _l("Free")

RUBRICS: tuple[Rubric, ...] = (
    Rubric(
        "danger",
        _l("Immediate danger"),
        (
            UsefulNumber(
                "15", "Samu", _l("Somebody is ill or hurt"), _ALWAYS, _FREE, "service-public.fr"
            ),
            UsefulNumber(
                "17",
                _l("Police"),
                _l("Violence, a break-in, a threat"),
                _ALWAYS,
                _FREE,
                "service-public.fr",
            ),
            UsefulNumber(
                "18",
                _l("Fire brigade"),
                _l("Fire, gas, an accident"),
                _ALWAYS,
                _FREE,
                "service-public.fr",
            ),
            UsefulNumber(
                "112",
                _l("Emergencies in Europe"),
                _l("Any emergency"),
                _ALWAYS,
                _FREE,
                "service-public.fr",
            ),
            UsefulNumber(
                "114",
                _l("Emergencies by text message"),
                _l("People who cannot hear or cannot speak"),
                _ALWAYS,
                _FREE,
                "urgence114.fr",
                by_text=True,
            ),
        ),
    ),
    Rubric(
        "dark-thoughts",
        _l("Dark thoughts"),
        (
            UsefulNumber(
                "3114",
                _l("Suicide prevention"),
                _l("You, or somebody you worry about"),
                _ALWAYS,
                _FREE,
                "3114.fr",
            ),
        ),
    ),
    Rubric(
        "talk",
        _l("Someone to talk to"),
        (
            UsefulNumber(
                "0 800 47 47 88",
                "Solitud’écoute",
                _l("From 50 years of age"),
                _l("Every day, 3pm to 8pm"),
                _FREE,
                "petitsfreresdespauvres.fr",
            ),
            UsefulNumber(
                "0 800 858 858",
                "Croix-Rouge écoute",
                _l("Everybody"),
                _l("Hours: listen to the message"),
                _FREE,
                "croix-rouge.fr",
            ),
            UsefulNumber(
                "0 800 235 236",
                "Fil Santé Jeunes",
                _l("From 12 to 25 years of age"),
                _l("Every day"),
                _FREE,
                "filsantejeunes.com",
            ),
            UsefulNumber(
                "09 72 39 40 50",
                "SOS Amitié",
                _l("Everybody"),
                _ALWAYS,
                _l("Price of an ordinary call"),
                "sos-amitie.com",
            ),
        ),
    ),
    Rubric(
        "violence",
        _l("Violence"),
        (
            UsefulNumber(
                "3919",
                _l("Violence against women"),
                _l("Women, and those around them"),
                _ALWAYS,
                _FREE,
                "solidaritefemmes.org",
            ),
            UsefulNumber(
                "119",
                _l("Children in danger"),
                _l("Children, and adults who worry for a child"),
                _ALWAYS,
                _FREE,
                "allo119.gouv.fr",
            ),
            UsefulNumber(
                "3133",
                _l("Adults who are ill-treated"),
                _l("At home or in an institution, you or somebody else"),
                _l("Every day, 9am to 8pm"),
                _FREE,
                "3133.gouv.fr",
            ),
        ),
        note=_l("In danger now? Call 17, or write to 114."),
    ),
    Rubric(
        "nearby",
        _l("Near you"),
        (),
        note=_l(
            "The town hall, its social action centre (CCAS) and France services help with "
            "rights and papers. Mutual-help groups (GEM) and social cafés welcome you without "
            "an appointment. Ask the team for the one nearest to you."
        ),
    ),
)


def has_unchecked() -> bool:
    """Whether some line still waits for its check."""
    return any(line.checked_on is None for rubric in RUBRICS for line in rubric.numbers)
