"""The spreadsheet of a collective: eighty people, nine of them twice or known already."""

from __future__ import annotations

PEOPLE, TWICE, KNOWN = 80, 5, 4
NEW = PEOPLE - TWICE - KNOWN
HEADINGS = "Nom;Prénom;N° de tél.;Adresse mail;Adresse;CP;Commune;D’accord le;Remarques"


def rows(known: list[tuple[str, str]]) -> list[str]:
    """`known`: first names and national phones of four people whom the desk has already."""
    assert len(known) == KNOWN
    mails = [f"ana{n}@example.fr" if n % 3 == 0 else "" for n in range(NEW)]
    fresh = [
        f"Nom{n};Ana{n};06 39 98 30 {n:02};{mails[n]};"
        f"{n + 1} rue des Lilas;69100;Villeurbanne;{'12/03/2026' if n % 2 else 'oui'};à voir"
        for n in range(NEW)
    ]
    again = [row.replace("Ana", "ANA") for row in fresh[:TWICE]]
    there = [f";{name};{phone};;;;;;" for name, phone in known]
    return [*fresh[:40], *there, *fresh[40:], *again]


def content(known: list[tuple[str, str]]) -> bytes:
    """As Excel in French saves it."""
    return "\r\n".join([HEADINGS, *rows(known), ""]).encode("cp1252")
