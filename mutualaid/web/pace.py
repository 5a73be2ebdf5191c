"""Answers that take the same time whoever is asked for: a clock tells nobody who is known here."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request

View = TypeVar("View", bound=Callable[..., Any])
PACE_SECONDS = 0.2
"""Several times what the longest of these answers takes; one that takes longer waits for the
next beat."""


def even_paced(view: View) -> View:
    """A form whose answer leaves on the beat, after the commit: no lock is held meanwhile."""

    @wraps(view)
    def begun(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            g.paced_since = time.monotonic()
        return view(*args, **kwargs)

    return begun  # type: ignore[return-value]


def _wait_for_the_beat(response: Response) -> Response:
    since = g.pop("paced_since", None)
    pace: float = current_app.config["PACE_SECONDS"]
    if since is not None and pace:
        took = time.monotonic() - since
        time.sleep(max(1, ceil(took / pace)) * pace - took)
    return response


def init_pace(app: Flask) -> None:
    """Registered before the sessions, so that it runs after their commit."""
    app.config["PACE_SECONDS"] = 0 if app.testing else PACE_SECONDS
    app.after_request(_wait_for_the_beat)
