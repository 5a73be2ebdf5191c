"""What a row lacks, and the other row of the same person has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("last_name",),
    ("email", "email_confirmed_at"),
    ("phone", "phone_confirmed_at"),
    ("place_id",),
    ("met_on", "met_by_id"),
    ("charter_accepted_at",),
    ("weekly_mask", "weeks_vary", "rhythm_per_month"),
    ("call_hours",),
    ("is_in_veille",),
    ("drives_declared_on",),
    ("spoken_for_by_id",),
)
"""The first of each group says whether the group is there at all."""
_LATEST = ("paused_until", "rest_until", "last_contact_at")


def completed(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """What is written into the row that stays: hers first, then what only the other one knew."""
    new: dict[str, Any] = {}
    for group in _TOGETHER:
        if not ours[group[0]] and theirs[group[0]]:
            new |= {name: theirs[name] for name in group}
    for address in ("email", "phone"):
        confirmed = f"{address}_confirmed_at"
        if ours[address] == theirs[address] and ours[confirmed] is None:
            new[confirmed] = theirs[confirmed]
    for name in _LATEST:
        known = [each for each in (ours[name], theirs[name]) if each is not None]
        new[name] = max(known, default=None)
    new["created_at"] = min(ours["created_at"], theirs["created_at"])
    new["level"] = max(ours["level"], theirs["level"])
    new["n_ignored"] = max(ours["n_ignored"], theirs["n_ignored"])
    new["languages"] = list(dict.fromkeys([*ours["languages"], *theirs["languages"]]))
    return new
