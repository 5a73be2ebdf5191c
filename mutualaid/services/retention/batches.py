"""How much one transaction of the night forgets: the web writes in between."""

from __future__ import annotations

BATCH = 200
"""Rows."""
PEOPLE = 20
"""People: of each, everything ends and every word goes."""
