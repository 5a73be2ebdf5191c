"""Lists of addresses as the national address base publishes them, read line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from mutualaid.domain.streets import Door, house_number

COLUMNS = ("numero", "nom_voie", "code_postal", "nom_commune", "lat", "lon")


class UnreadList(ValueError):
    """A file or a line that is not a list of addresses; the message names what to change."""


def read_doors(path: Path) -> Iterator[Door]:
    """The doors of a CSV file, whether its columns are parted by commas or semicolons."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        heading = lines.readline()
        lines.seek(0)
        rows = csv.DictReader(lines, delimiter=";" if ";" in heading else ",")
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise UnreadList(f"{path.name} has no column {', '.join(missing)}.")
        for row in rows:
            yield _door(row, path.name, rows.line_num)


def _door(row: dict[str, str | None], file: str, line: int) -> Door:
    street, postcode = (row["nom_voie"] or "").strip(), (row["code_postal"] or "").strip()
    try:
        lat, lon = float(row["lat"] or ""), float(row["lon"] or "")
    except ValueError as error:
        raise UnreadList(f"{file}, line {line}: lat and lon are not numbers.") from error
    if not street or not postcode or not (-90 < lat < 90 and -180 <= lon <= 180):
        raise UnreadList(f"{file}, line {line}: write a street, a postcode, a place on Earth.")
    return Door(
        house_number=house_number(row["numero"] or "", row.get("rep") or ""),
        street=street[:160],
        postcode=postcode[:10],
        commune=(row["nom_commune"] or "").strip()[:80],
        lat=lat,
        lon=lon,
    )
