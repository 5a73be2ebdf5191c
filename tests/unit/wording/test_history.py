"""Every line that the journal may hold has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

from mutualaid.models import JournalEntry
from mutualaid.wording.history import SENTENCES, action_phrase

ROOT = Path(__file__).resolve().parents[3] / "mutualaid"
NOTED = re.compile(r'journal\.note\(\s*[\w.]*session,\s*(f?)"([^"]+)"')


def test_every_action_of_the_journal_has_its_sentence() -> None:
    said = {action for topic in SENTENCES.values() for action in topic}
    missing = set()
    for path in ROOT.rglob("*.py"):
        for is_built, action in NOTED.findall(path.read_text()):
            pattern = re.sub(r"\\\{.*?\\\}", r"\\w+", re.escape(action)) if is_built else action
            if not any(re.fullmatch(pattern, each) for each in said):
                missing.add(action)
    assert not missing, f"write their sentences in mutualaid/wording/history.py: {sorted(missing)}"


def test_an_action_of_an_older_version_is_still_a_sentence() -> None:
    assert action_phrase(JournalEntry(action="gone_long_ago", numbers={})) == "Something was done"
    line = JournalEntry(action="level_set", numbers={"before": 0, "after": 1})
    assert action_phrase(line) == "Level changed from 0 to 1"
    assert "?" in action_phrase(JournalEntry(action="level_set", numbers={}))
