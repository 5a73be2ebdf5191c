"""The kinds of help, each with its safety level and its own facts.

Titles and questions are msgids; `mutualaid.wording.categories` says them in a language.
"""

from __future__ import annotations

from dataclasses import dataclass

from mutualaid.domain.facts import (
    HOME_OR_CENTRE,
    LIFT,
    MEDIUM,
    N_,
    OFFICE,
    YES_NO,
    Fact,
    FactKind,
)


@dataclass(frozen=True)
class Category:
    """One kind of help. `number` is its place in the matcher's bit mask and never changes."""

    key: str
    number: int
    title: str
    level: int
    usual_minutes: int
    facts: tuple[Fact, ...] = ()
    is_remote: bool = False
    most_helpers: int = 1
    prefers_same_person: bool = False
    goes_to_matcher: bool = True


CATEGORIES: tuple[Category, ...] = (
    Category(
        "shopping",
        0,
        N_("Do the shopping"),
        0,
        90,
        (
            Fact(
                "together",
                N_("Together, or for you?"),
                FactKind.CHOICE,
                (("together", N_("Together")), ("for_me", N_("For me"))),
                is_open=True,
                heading=N_("The shopping"),
                told=(("for_me", N_("Done by whoever helps")),),
            ),
            Fact(
                "paid",
                N_("How will it be paid?"),
                FactKind.CHOICE,
                (
                    ("there", N_("I come and pay myself")),
                    ("ahead", N_("Paid ahead at the shop")),
                    ("envelope", N_("An envelope of 50 euros at most, with the list")),
                ),
                heading=N_("Payment"),
                told=(("there", N_("On the spot, by the person who asks")),),
                hint=N_("Never a card, never a code. The receipt and the change are given back."),
            ),
        ),
    ),
    Category(
        "outing",
        1,
        N_("Go somewhere with someone"),
        0,
        120,
        (
            Fact(
                "where_to",
                N_("Where to?"),
                FactKind.TEXT,
                hint=N_("The stop or the street is enough."),
            ),
            Fact(
                "transport",
                N_("How do you go there?"),
                FactKind.CHOICE,
                (
                    ("walk", N_("On foot")),
                    ("bus", N_("By bus or metro")),
                    ("car", N_("In the neighbour's car")),
                ),
                heading=N_("To go there"),
                is_open=True,
            ),
            Fact(
                "wait",
                N_("Should the person wait and come back with you?"),
                FactKind.CHOICE,
                YES_NO,
                is_open=True,
                heading=N_("Wait, and come back together"),
            ),
        ),
    ),
    Category(
        "chat",
        2,
        N_("Talk, take a walk, have a coffee"),
        0,
        90,
        (
            Fact(
                "outside",
                N_("Where would you like to meet?"),
                FactKind.CHOICE,
                (
                    ("walk", N_("Outside, for a walk")),
                    ("cafe", N_("In a café")),
                    ("bench", N_("On a bench, in front of the building")),
                ),
                heading=N_("To meet"),
                is_open=True,
            ),
        ),
        prefers_same_person=True,
    ),
    Category(
        "phone_chat",
        3,
        N_("Talk on the phone"),
        0,
        30,
        (
            Fact(
                "moment",
                N_("What do you like to talk about?"),
                FactKind.TEXT,
                heading=N_("To talk about"),
                is_optional=True,
            ),
        ),
        is_remote=True,
        prefers_same_person=True,
    ),
    Category(
        "papers",
        4,
        N_("Paperwork to fill in"),
        1,
        60,
        (
            OFFICE,
            MEDIUM,
            HOME_OR_CENTRE,
        ),
    ),
    Category(
        "papers_by_phone",
        5,
        N_("Paperwork, by phone"),
        0,
        45,
        (
            OFFICE,
            MEDIUM,
        ),
        is_remote=True,
    ),
    Category(
        "moving",
        6,
        N_("Carry things, move house"),
        1,
        180,
        (
            Fact("heavy", N_("How many heavy things?"), FactKind.NUMBER, is_open=True, maximum=200),
            Fact("lift", N_("Is there a lift?"), FactKind.CHOICE, LIFT),
            Fact(
                "floor",
                N_("Which floor?"),
                FactKind.NUMBER,
                maximum=60,
                hint=N_("Write 0 for the ground floor."),
            ),
            Fact(
                "to_address",
                N_("Where do the things go?"),
                FactKind.TEXT,
                is_optional=True,
                hint=N_("Number, street, floor. It stays hidden."),
            ),
            Fact(
                "van",
                N_("Is there a van?"),
                FactKind.CHOICE,
                (("yes", N_("Yes")), ("no", N_("No")), ("not_needed", N_("Not needed"))),
                is_open=True,
            ),
        ),
        most_helpers=6,
    ),
    Category(
        "repairs",
        7,
        N_("A small repair"),
        1,
        60,
        (
            Fact(
                "what",
                N_("What is to be repaired?"),
                FactKind.TEXT,
                hint=N_("No ladder, no roof, no gas, no electricity."),
            ),
            Fact(
                "tools",
                N_("Do you have the tools?"),
                FactKind.CHOICE,
                YES_NO,
                is_open=True,
                heading=N_("Tools on the spot"),
            ),
        ),
    ),
    Category(
        "digital",
        8,
        N_("A phone or a computer"),
        1,
        60,
        (
            Fact(
                "device",
                N_("Which device?"),
                FactKind.CHOICE,
                (
                    ("phone", N_("A phone")),
                    ("computer", N_("A computer")),
                    ("tablet", N_("A tablet")),
                    ("printer", N_("A printer or the box")),
                ),
                is_open=True,
            ),
            HOME_OR_CENTRE,
        ),
    ),
    Category(
        "pets_plants",
        9,
        N_("An animal or plants"),
        0,
        30,
        (
            Fact(
                "which",
                N_("Which one?"),
                FactKind.CHOICE,
                (
                    ("dog", N_("A dog")),
                    ("cat", N_("A cat")),
                    ("other_animal", N_("Another animal")),
                    ("plants", N_("Plants")),
                ),
                is_open=True,
            ),
            Fact(
                "keys",
                N_("Are keys needed?"),
                FactKind.CHOICE,
                YES_NO,
                hint=N_("Keys are handed over in front of the coordinator, who writes it down."),
            ),
        ),
    ),
    Category(
        "learning",
        10,
        N_("Learn together"),
        1,
        60,
        (
            Fact(
                "what",
                N_("What would you like to learn or practise?"),
                FactKind.TEXT,
                heading=N_("To learn or practise"),
                hint=N_("French, reading, maths, a trade, between adults."),
            ),
            HOME_OR_CENTRE,
        ),
        prefers_same_person=True,
    ),
    Category(
        "lending",
        11,
        N_("Lend, keep, sew, cook"),
        0,
        30,
        (
            Fact(
                "which",
                N_("Which one?"),
                FactKind.CHOICE,
                (
                    ("lend", N_("Lend a tool")),
                    ("keep", N_("Keep a parcel")),
                    ("sew", N_("Sew")),
                    ("cook", N_("Cook")),
                ),
                is_open=True,
            ),
            Fact("what", N_("What exactly?"), FactKind.TEXT),
        ),
    ),
    Category(
        "other",
        12,
        N_("Something else"),
        1,
        60,
        (
            Fact(
                "what",
                N_("In a few words, what is it?"),
                FactKind.TEXT,
                hint=N_("Write nothing about your health."),
            ),
        ),
    ),
    Category(
        "talk_first",
        13,
        N_("I don't know. I want to talk about it"),
        0,
        15,
        (),
        is_remote=True,
        goes_to_matcher=False,
    ),
)

BY_KEY = {category.key: category for category in CATEGORIES}
OFFERABLE = tuple(category for category in CATEGORIES if category.goes_to_matcher)


def category(key: str) -> Category:
    """One kind of help by its key; KeyError when there is none."""
    return BY_KEY[key]


def is_at_home(kind: Category, facts: dict[str, str]) -> bool:
    """Whether someone enters the home: at the centre, the door is not needed."""
    return not kind.is_remote and facts.get("place") != "centre"
