"""One application for the tests of a process, moved to each test's database: making one costs
more than most tests. What a test set on it is forgotten; one with a page of its own is not kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mutualaid.adapters.geocoder import make_geocoder
from mutualaid.app import create_app
from mutualaid.db import Database

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from config import Settings


@dataclass(frozen=True)
class _Kept:
    """An application, and all of it that tests change."""

    app: Flask
    config: dict[str, Any]
    extensions: dict[str, Any]
    jinja_globals: dict[str, Any]
    pages: dict[str, Callable[..., Any]]

    @classmethod
    def of(cls, app: Flask) -> _Kept:
        return cls(
            app,
            dict(app.config),
            dict(app.extensions),
            dict(app.jinja_env.globals),
            dict(app.view_functions),
        )


_kept: dict[tuple[bool, int], _Kept] = {}


def application(settings: Settings) -> Flask:
    """An application with these settings, as if it had just been made."""
    shape = (settings.demo, settings.trusted_proxies)
    kept = _kept.get(shape)
    if kept is None or kept.app.view_functions != kept.pages:
        _kept[shape] = _Kept.of(create_app(settings))
        return _kept[shape].app
    app = kept.app
    for now, before in (
        (app.config, kept.config),
        (app.extensions, kept.extensions),
        (app.jinja_env.globals, kept.jinja_globals),
    ):
        now.clear()
        now.update(before)
    app._got_first_request = False
    return moved(app, settings)


def moved(app: Flask, settings: Settings) -> Flask:
    """The same application with other settings, its database and its geocoder among them."""
    app.config.update(SETTINGS=settings, SECRET_KEY=settings.secret_key, TESTING=settings.testing)
    app.jinja_env.globals["settings"] = settings
    app.extensions["database"] = Database(settings.database_url, secret=settings.secret_key)
    app.extensions["geocoder"] = make_geocoder(settings)
    return app
