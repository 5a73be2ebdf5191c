from __future__ import annotations

import re
from pathlib import Path

from mutualaid.domain.errors import Refusal
from mutualaid.wording.reasons import OBSTACLES
from mutualaid.wording.refusals import SENTENCES, refusal_sentence

SOURCES = Path(__file__).parents[3] / "mutualaid"


def test_every_refusal_that_the_services_raise_has_its_own_sentence():
    raised = {
        code
        for source in SOURCES.rglob("*.py")
        for code in re.findall(r"""Refusal\(\s*["'](\w+)["']""", source.read_text())
    }
    assert raised, "no service refuses anything: has Refusal moved?"
    assert not raised - SENTENCES.keys() - OBSTACLES.keys()


def test_an_unknown_refusal_still_says_what_to_do(reading):
    with reading("fr"):
        said = refusal_sentence(Refusal("never heard of"))
    assert said.startswith("Quelque chose a changé entre-temps.")
