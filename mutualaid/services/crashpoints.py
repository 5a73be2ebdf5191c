"""Named places at which a campaign kills the process; nothing happens there otherwise."""

from __future__ import annotations

from collections.abc import Callable


def _go_on(_name: str) -> None:
    """In production, passing a crash point does nothing."""


_hook: Callable[[str], None] = _go_on


def crashpoint(name: str) -> None:
    """Pass the place called `name`."""
    _hook(name)


def set_hook(hook: Callable[[str], None] | None) -> None:
    """Only for campaigns: call `hook(name)` at each place; None takes it away."""
    global _hook
    _hook = hook or _go_on
