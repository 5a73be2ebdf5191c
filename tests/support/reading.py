"""How hard a French text is to read: words in a sentence, and the ease of Kandel and Moles."""

from __future__ import annotations

import re
from dataclasses import dataclass

import textstat

_ENDS = re.compile(r"(?<=[.?!…])[\s»]+(?=[A-ZÀÂÇÉÈÊÎÔŒ«“0-9])| – ")
_WORD = re.compile(r"\w")
MEAN, MOST, EASE, EASE_OF_LAW = 10, 20, 80, 60


@dataclass(frozen=True)
class Reading:
    """What was measured on one text."""

    mean: float
    most: int
    longest: str
    ease: float
    n_words: int

    def faults(self, ease: int = EASE) -> list[str]:
        """Why an 82-year-old would have to read it twice."""
        found = []
        if self.mean > MEAN:
            found.append(f"{self.mean:.1f} words in a mean sentence, {MEAN} at most")
        if self.most > MOST:
            found.append(f"{self.most} words, cut it in two: « {self.longest} »")
        if self.ease < ease:
            found.append(f"ease {self.ease:.0f}, at least {ease}: shorter words")
        return found


def sentences(text: str) -> list[str]:
    """Each line ends one; so does a full stop before a capital, and the dash of a list."""
    parts = (part.strip() for line in text.split("\n") for part in _ENDS.split(line))
    return [part for part in parts if _WORD.search(part)]


def n_words(sentence: str) -> int:
    """Signs that stand behind a no-break space are no words of their own."""
    return sum(1 for word in sentence.split(" ") if _WORD.search(word))


def read(text: str) -> Reading:
    """Measure one text."""
    found = sentences(text)
    counts = [n_words(each) for each in found]
    most = max(counts)
    textstat.set_lang("fr")
    whole = " ".join(each if each[-1] in ".?!" else f"{each}." for each in found)
    return Reading(
        mean=sum(counts) / len(counts),
        most=most,
        longest=found[counts.index(most)],
        ease=textstat.flesch_reading_ease(whole),
        n_words=sum(counts),
    )
