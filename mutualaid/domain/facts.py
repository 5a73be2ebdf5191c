"""The questions that a kind of help asks: two or three facts of its own, never about health."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


def N_(msgid: str) -> str:  # noqa: N802 - the name that message extraction looks for
    """Mark a sentence for translation without translating it here."""
    return msgid


class FactKind(StrEnum):
    """What is typed or chosen for one fact."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True)
class Fact:
    """One question of a category. `is_open`: the helper may read it before both said yes."""

    key: str
    question: str
    kind: FactKind = FactKind.CHOICE
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    is_open: bool = False
    is_optional: bool = False
    maximum: int = 0
    heading: str = ""
    """Before the answer when somebody else reads it; empty where the question does."""
    told: tuple[tuple[str, str], ...] = ()
    """Choices in the words of others: « chez moi » becomes « au domicile »."""


Choices = tuple[tuple[str, str], ...]

YES_NO: Choices = (("yes", N_("Yes")), ("no", N_("No")))
LIFT: Choices = (
    ("none", N_("No lift")),
    ("lift", N_("A lift")),
    ("ground", N_("On the ground floor")),
)
OFFICE = Fact(
    "office",
    N_("Which office is it for?"),
    FactKind.CHOICE,
    (
        ("town", N_("The town hall")),
        ("housing", N_("Housing")),
        ("pension", N_("Pension")),
        ("taxes", N_("Taxes")),
        ("family", N_("Family allowance")),
        ("other", N_("Another office")),
    ),
)
MEDIUM = Fact(
    "medium",
    N_("On paper or on a screen?"),
    FactKind.CHOICE,
    (("paper", N_("On paper")), ("screen", N_("On a screen"))),
    hint=N_("You type yourself and keep your codes."),
    is_open=True,
)
HOME_OR_CENTRE = Fact(
    "place",
    N_("At home or at the centre?"),
    FactKind.CHOICE,
    (("home", N_("At my home")), ("centre", N_("At the neighbourhood centre"))),
    is_open=True,
    heading=N_("Place"),
    told=(("home", N_("At the person's home")),),
)
