"""Which column says what, from the headings that people write, in French and in English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from mutualaid.domain.streets import plain_words


class Column(StrEnum):
    """What we take; everything else in the file is left there."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    SECOND_PHONE = "second_phone"
    EMAIL = "email"
    LINE = "line"
    POSTCODE = "postcode"
    TOWN = "town"
    FLAT = "flat"
    CALL_HOURS = "call_hours"
    CONSENT = "consent"


_WRITTEN: dict[Column, str] = {
    Column.FIRST_NAME: """
        prenom, prenoms, prenom usuel, prenom d usage, petit nom, prenom usager, prenom adherent,
        first name, firstname, forename, given name, first""",
    Column.LAST_NAME: """
        nom, nom de famille, nom usuel, nom d usage, nom de naissance, patronyme, noms,
        nom adherent,
        last name, lastname, surname, family name, last""",
    Column.PHONE: """
        telephone, tel, tel portable, telephone portable, portable, mobile, telephone mobile,
        tel mobile, numero de telephone, numero, n de telephone, n telephone, n de tel, no de tel,
        n tel,
        num tel, num de tel, numero de tel, no de telephone, no tel,
        telephone 1, tel 1, tel1, gsm, phone, phone number, mobile phone, cell, cell phone,
        telephone number, mobile number""",
    Column.SECOND_PHONE: """
        fixe, telephone fixe, tel fixe, tel domicile, telephone domicile, telephone 2, tel 2, tel2,
        autre telephone, autre tel, landline, home phone, other phone, phone 2""",
    Column.EMAIL: """
        e mail, email, mail, courriel, adresse e mail, adresse email, adresse mail,
        adresse electronique, adresse courriel, mel, email address, e mail address""",
    Column.LINE: """
        adresse, adresse postale, adresse 1, adresse1, rue, numero et rue, n et rue, voie, domicile,
        adresse domicile, adresse complete, address, street, street address, address line 1,
        address 1, home address""",
    Column.POSTCODE: "code postal, cp, c p, codepostal, postcode, postal code, zip, zip code",
    Column.TOWN: "ville, commune, localite, town, city",
    Column.FLAT: """
        etage, etage appartement, etage porte, floor flat, appartement, appt, apt, batiment, bat,
        escalier, porte, complement,
        complement d adresse, complement adresse, adresse 2, floor, flat, apartment, building,
        address line 2, address 2""",
    Column.CALL_HOURS: """
        quand appeler, horaires, horaire, heures d appel, heure d appel, horaires d appel,
        disponible pour un appel, meilleur moment, moment prefere, call hours, when to call,
        best time to call, preferred time""",
    Column.CONSENT: """
        accord, accord le, d accord, d accord le, date d accord, date de l accord, date accord,
        consentement, consentement le, date de consentement, date consentement, rgpd, accord rgpd,
        consentement rgpd, autorisation, date d autorisation, consent, consent date, agreed,
        agreed on, date of consent, gdpr""",
}
_MEANING = {
    " ".join(heading.split()): column
    for column, headings in _WRITTEN.items()
    for heading in headings.split(",")
}


def meaning(heading: str) -> Column | None:
    """What one heading says; None for a column that is left aside."""
    return _MEANING.get(" ".join(plain_words(re.sub(r"\([^)]*\)", " ", heading))))


def recognised(headings: Sequence[str]) -> dict[int, Column]:
    """Place of each column that we take; of two that say the same, the first."""
    found: dict[int, Column] = {}
    for place, heading in enumerate(headings):
        column = meaning(heading)
        if column is Column.PHONE and column in found.values():
            column = Column.SECOND_PHONE
        if column is not None and column not in found.values():
            found[place] = column
    return found
