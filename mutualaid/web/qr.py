"""QR codes of our own addresses, as a path that a template draws: black on white, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno
from flask import current_app

from mutualaid.web.language import page_url

QUIET = 4
"""Modules left white on each side."""


@dataclass(frozen=True)
class QrCode:
    """What is drawn, and the address in words that stands under it."""

    url: str
    side: int
    """Modules, the white ones around it included."""
    path: str
    """Runs of black modules, row by row."""

    @property
    def spoken(self) -> str:
        """The address as somebody types it: without « https:// »."""
        return self.url.partition("://")[2]

    @property
    def spoken_parts(self) -> tuple[str, str]:
        """The same in two, where a narrow strip of paper may break it: the site, « /q/7K2 »."""
        site, way, rest = self.spoken.rpartition("/q/")
        return site, way + rest


def poster_code(code: str) -> QrCode:
    """The landing page of a neighbourhood, in the language of the page that is printed."""
    base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
    return drawn(base + page_url(f"/q/{code}"))


@lru_cache(maxsize=64)
def drawn(url: str) -> QrCode:
    """Level M: a quarter of the code may be torn or wet."""
    rows = segno.make(url, error="m", micro=False, boost_error=False).matrix
    path = "".join(
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return QrCode(url, len(rows) + 2 * QUIET, path)


def _runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    """Where black begins in a row, and for how long."""
    found: list[tuple[int, int]] = []
    for x, is_black in enumerate(row):
        if not is_black:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found
