"""Find what a text says whatever its accents, capitals and slips of the finger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

MOST_BETWEEN = 1
"""Words that may stand between two words of a phrase: « veux vraiment mourir »."""
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_ELIDED = frozenset("cdjlmnst")
_AFTER_ELISION = frozenset("aeiouh")
_RUNS = re.compile(r"(.)\1{2,}")
_SIGNS = re.compile(r"[^a-z0-9]+")


def words_of(text: str) -> list[str]:
    """Small letters without accents; « mouriiir » is « mourir »."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", _RUNS.sub(r"\1", bare)).split()


def is_near(written: str, meant: str) -> bool:
    """Equal but for one letter missing, added, changed or swapped; short words only as they are.

    The first letter counts: « mourir » is neither « nourrir » nor « courir ».
    """
    if written == meant:
        return True
    shortest = 5
    if len(meant) < shortest or abs(len(written) - len(meant)) > 1 or written[:1] != meant[:1]:
        return False
    same = next((n for n, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), None)
    if same is None:
        return True
    a, b = written[same:], meant[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[2:] == b[2:] and a[:2] == b[1::-1])


@dataclass(frozen=True)
class Phrases:
    """What to look for, and what looks alike but means something else.

    One phrase a line: `a|b` is one or the other, `stem*` begins a word, `=word` has no slip,
    `#` is a number; a line that ends with `|` goes on.
    """

    wanted: str
    harmless: str = ""

    @cached_property
    def _wanted(self) -> list[list[list[str]]]:
        return _read(self.wanted)

    @cached_property
    def _harmless(self) -> list[list[list[str]]]:
        return _read(self.harmless)

    def are_in(self, text: str) -> bool:
        """Whether one of the phrases is there, the harmless ones left out."""
        words = words_of(text)
        for phrase in self._harmless:
            words = _without(words, phrase)
        return any(_places(words, phrase) for phrase in self._wanted)


def _read(lines: str) -> list[list[list[str]]]:
    phrases = (line.split() for line in lines.replace("|\n", "|").splitlines())
    return [[word.split("|") for word in phrase] for phrase in phrases if phrase]


def _places(words: list[str], phrase: list[list[str]]) -> list[int]:
    """Where the words of a phrase stand, in order and close together; empty when they do not."""
    for start in range(len(words)):
        found = _follow(words, phrase, start)
        if found:
            return found
    return []


def _follow(words: list[str], phrase: list[list[str]], start: int) -> list[int]:
    if not _says(words[start], phrase[0]):
        return []
    if len(phrase) == 1:
        return [start]
    for nearby in range(start + 1, min(start + 2 + MOST_BETWEEN, len(words))):
        rest = _follow(words, phrase[1:], nearby)
        if rest:
            return [start, *rest]
    return []


def _without(words: list[str], phrase: list[list[str]]) -> list[str]:
    while places := _places(words, phrase):
        words = [word for place, word in enumerate(words) if place not in places]
    return words


def _says(word: str, choices: Iterable[str]) -> bool:
    return any(_is(word, choice) for choice in choices)


def _is(word: str, choice: str) -> bool:
    """A word as it is written, or behind an article that lost its apostrophe: « lhopital »."""
    if _is_plainly(word, choice):
        return True
    return word[:1] in _ELIDED and choice[:1] in _AFTER_ELISION and _is_plainly(word[1:], choice)


def _is_plainly(word: str, choice: str) -> bool:
    if choice == "#":
        return word.isdecimal()
    if choice.startswith("="):
        return word == choice[1:]
    if choice.endswith("*"):
        stem = choice[:-1]
        lengths = range(len(stem) - 1, len(stem) + 2)
        return word.startswith(stem) or any(is_near(word[:length], stem) for length in lengths)
    return is_near(word, choice)
