"""The one route that takes a file: how large its request may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def takes_file(most_bytes: int) -> Callable[[View], View]:
    """Let this view's request be larger than a form; the view itself says what is too large."""

    def declare(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return declare


def _make_room() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most_bytes = getattr(view, "most_bytes", None)
    if most_bytes is not None:
        request.max_content_length = most_bytes


def init_uploads(app: Flask) -> None:
    """Before anything reads the form."""
    app.before_request(_make_room)
