"""What must never be kept is heard through slips; what people ordinarily write is left alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mutualaid.domain.money import asks_for_money
from mutualaid.domain.red_flags import Worry, worry_in

SENTENCES = Path(__file__).with_name("sentences")


def sentences(name: str) -> list[str]:
    """One a line, as people type them, slips and all."""
    return (SENTENCES / f"{name}.txt").read_text().splitlines()


def with_a_slip(sentence: str, rng: random.Random) -> str:
    """The same with one letter lost, doubled or swapped in one of its longer words."""
    words = sentence.split(" ")
    word = rng.choice([n for n, each in enumerate(words) if len(each) > 4] or [0])
    letters = words[word]
    at = rng.randrange(1, max(2, len(letters) - 1))
    head, here, tail = letters[:at], letters[at : at + 1], letters[at + 1 :]
    words[word] = rng.choice(
        [head + tail, head + here + here + tail, head + tail[:1] + here + tail[1:]]
    )
    return " ".join(words)


@pytest.mark.parametrize("worry", Worry)
def test_95_of_100_sentences_are_heard(worry: Worry) -> None:
    said = sentences(worry)
    heard = [sentence for sentence in said if worry_in(sentence) is worry]
    assert len(said) == 50
    assert len(heard) >= 0.95 * len(said), sorted(set(said) - set(heard))


@pytest.mark.parametrize("worry", Worry)
def test_one_more_slip_hides_little(worry: Worry) -> None:
    rng = random.Random(worry)
    said = [with_a_slip(each, rng) for each in sentences(worry) for _ in range(10)]
    deaf = [sentence for sentence in said if worry_in(sentence) is None]
    assert len(deaf) <= 0.08 * len(said), deaf


def test_97_of_100_ordinary_sentences_are_left_alone() -> None:
    ordinary = sentences("ordinary")
    alarms = [sentence for sentence in ordinary if worry_in(sentence) is not None]
    assert len(ordinary) >= 150
    assert len(alarms) <= 0.03 * len(ordinary), alarms


@pytest.mark.parametrize(
    ("sentence", "worry"),
    [
        ("je veux en finir, plus la force", Worry.DISTRESS),
        ("mon mari me frappe", Worry.VIOLENCE),
        ("je suis sous insuline", Worry.HEALTH),
        ("JE SUIS SOUS INSULINE", Worry.HEALTH),
        ("mon mari me frappe et je veux mourir", Worry.DISTRESS),
        ("", None),
        ("nourrir le chat et courir au parc", None),
    ],
)
def test_the_gravest_worry_is_the_one_that_is_heard(sentence: str, worry: Worry | None) -> None:
    assert worry_in(sentence) is worry


def test_what_the_charter_rules_out_is_heard() -> None:
    asked = sentences("money")
    unheard = [sentence for sentence in asked if not asks_for_money(sentence)]
    assert len(asked) == 50
    assert len(unheard) <= 2, unheard


def test_ordinary_sentences_ask_for_no_money() -> None:
    alarms = [sentence for sentence in sentences("ordinary") if asks_for_money(sentence)]
    assert len(alarms) <= 3, alarms
