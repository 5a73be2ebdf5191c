"""Every mail as it is kept: the files that the tests hold what we write against.

The demo runs from a checkout, so it shows these very files; elsewhere there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config import ROOT

FOLDER = ROOT / "tests" / "emails" / "golden"
LANGUAGES = ("fr", "en")
HEADERS = ("From", "Reply-To", "To", "Subject", "List-Unsubscribe")


@dataclass(frozen=True)
class Specimen:
    """One mail in one language."""

    name: str
    """The kind, and its variant: « cancelled_within_a_day »."""
    language: str
    headers: tuple[tuple[str, str], ...]
    """Those that have something to say, in the order in which they are read."""
    text: str
    html: str

    @property
    def subject(self) -> str:
        """What the mailbox shows."""
        return dict(self.headers)["Subject"]


@cache
def list_names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Kinds and variants, in the order of the alphabet."""
    return tuple(sorted(file.name.split(".")[0] for file in folder.glob("*.fr.txt")))


def find_specimen(name: str, language: str) -> Specimen | None:
    """None for a name or a language that nobody keeps."""
    if name not in list_names() or language not in LANGUAGES:
        return None
    head, text = (FOLDER / f"{name}.{language}.txt").read_text().split("\n\n", 1)
    lines = head.replace("Stop:", "List-Unsubscribe:").splitlines()
    fields = dict(line.split(": ", 1) for line in lines if ": " in line)
    return Specimen(
        name,
        language,
        tuple((field, fields[field]) for field in HEADERS if fields.get(field, "").strip()),
        text,
        (FOLDER / f"{name}.{language}.html").read_text(),
    )
