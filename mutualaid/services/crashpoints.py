"""Named places at which a campaign kills the process; nothing happens there otherwise."""

from __future__ import annotations

from collections.abc import Callable

_hooks: list[Callable[[str], None]] = []


def crashpoint(name: str) -> None:
    """Pass the place called `name`."""
    for hook in _hooks:
        hook(name)


def set_hook(hook: Callable[[str], None] | None) -> None:
    """Only for campaigns: call `hook(name)` at each place; None takes it away."""
    _hooks[:] = [hook] if hook else []
