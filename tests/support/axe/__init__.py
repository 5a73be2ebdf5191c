"""axe-core as it was published (manifest.json says which), and which of its rules we ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SCRIPT = FOLDER / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ENHANCED = "color-contrast-enhanced"
EVERYTHING: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {_ENHANCED: {"enabled": True}},
    "resultTypes": ["violations"],
}
"""Every rule up to WCAG 2.2 AA, best practice, and the contrast of AAA."""
CONTRAST: dict[str, Any] = {
    "runOnly": {"type": "rule", "values": [_ENHANCED]},
    "resultTypes": ["violations"],
}
"""What other colours and other sizes may change."""
