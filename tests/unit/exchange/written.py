"""A small collective as two files, and what is changed in them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from mutualaid.matching.exchange.arrays import Given, given_by
from mutualaid.matching.exchange.tables import OFFER_COLUMNS, REQUEST_COLUMNS, Reading, Table

REQUESTS = [
    dict(zip(REQUEST_COLUMNS, line.split(","), strict=True))
    for line in (
        "Jeanne,courses,45.7686,4.9594,2026-10-13M 2026-10-14A,1,3.5,0,,0",
        "élodie 2,papiers,45.7701,4.9612,2026-10-15S,,,,1.2,",
        "3,Courses,-0.5,-4.9,2026-10-13M,1,0,oui,2,1",
    )
]
OFFERS = [
    dict(zip(OFFER_COLUMNS, line.split(","), strict=True))
    for line in (
        "Karim,courses papiers,45.7690,4.9600,2026-10-13M 2026-10-13A,1.5,2,1,0",
        "Léa,papiers,45.7700,4.9610,2026-10-15S,,,,",
    )
]


def text_of(rows, columns, *, separator=",", newline="\n", quoting=csv.QUOTE_MINIMAL) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator=newline, quoting=quoting)
    writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in rows)
    return written.getvalue()


def requests_text(**more) -> str:
    return text_of(REQUESTS, REQUEST_COLUMNS, **more)


def offers_text(**more) -> str:
    return text_of(OFFERS, OFFER_COLUMNS, **more)


def read(folder: Path, requests: bytes | str, offers: bytes | str) -> tuple[Table, Table, Given]:
    """Both files as the command takes them, as far as the arrays."""
    paths = folder / "demandes.csv", folder / "offres.csv"
    for path, content in zip(paths, (requests, offers), strict=True):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reading = Reading()
    tables = reading.requests(paths[0]), reading.offers(paths[1])
    return *tables, given_by(reading, *tables)


def meaning(tables: tuple[Table, Table, Given]) -> dict[str, object]:
    """All that the matcher gets, to compare."""
    asked, offered, given = tables
    arrays = {name: array.tolist() for name, array in given.instance.arrays()}
    return {"ids": (asked.ids, offered.ids), "rows": given.rows.tolist()} | {
        name: [repr(value) for value in values] for name, values in arrays.items()
    }
