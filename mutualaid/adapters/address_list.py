"""Lists of addresses as the national address base publishes them, read line by line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from mutualaid.domain.streets import Door, house_number

COLUMNS = ("numero", "nom_voie", "code_postal", "nom_commune", "lat", "lon")
_NO_NUMBER = {"0", "99999"}
"""How the base writes a place that has a name and no number."""


class UnreadList(ValueError):
    """A file that is not a list of addresses; the message names what to change."""


class BadLine(ValueError):
    """One line that is no address: it is left out, and said with its number."""


def read_doors(
    path: Path,
    *,
    on_bad: Callable[[int, str], None] = lambda _line, _why: None,
    on_bytes: Callable[[int], None] = lambda _n: None,
) -> Iterator[Door]:
    """The doors of a CSV file, whether its columns are parted by commas or semicolons.

    One line at a time, however long the file; `on_bad` hears of each line that is left out,
    `on_bytes` how far the reading has come.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = file.readline()
            file.seek(0)
            lines = _counted(file, on_bytes)
            rows = csv.DictReader(lines, delimiter=";" if ";" in heading else ",")
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise UnreadList(f"{path.name} has no column {', '.join(missing)}.")
            for row in rows:
                try:
                    yield _door(row)
                except BadLine as error:
                    on_bad(rows.line_num, str(error))
    except UnicodeDecodeError as error:
        raise UnreadList(f"{path.name} is not written in UTF-8.") from error
    except csv.Error as error:
        raise UnreadList(f"{path.name} is not a CSV file: {error}.") from error


def _counted(lines: Iterator[str], on_bytes: Callable[[int], None]) -> Iterator[str]:
    for line in lines:
        on_bytes(len(line.encode()))
        yield line


def _door(row: dict[str, str | None]) -> Door:
    def read(name: str) -> str:
        return (row.get(name) or "").strip()

    number = read("numero")
    try:
        lat, lon = float(read("lat")), float(read("lon"))
    except ValueError as error:
        raise BadLine("lat and lon are not numbers.") from error
    if not (-90 < lat < 90 and -180 <= lon <= 180):
        raise BadLine("lat and lon are no place on Earth.")
    if not read("nom_voie") or not read("code_postal"):
        raise BadLine("write a street and a postcode.")
    if number and not (number.isascii() and number.isdecimal()):
        raise BadLine("numero is not a number.")
    is_door = number not in _NO_NUMBER
    return Door(
        house_number=house_number(number, read("rep")) if is_door and number else "",
        street=read("nom_voie")[:160],
        postcode=read("code_postal")[:10],
        commune=read("nom_commune")[:80],
        lat=lat,
        lon=lon,
    )
