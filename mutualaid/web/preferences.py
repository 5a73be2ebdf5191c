"""Text size and colours, in a cookie that holds nothing else; `/reglages` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Self

from flask import Flask, current_app, request
from werkzeug import Response

from mutualaid.web.session import is_read

PREFERENCES_LIFE = timedelta(days=365)
TEXTS = ("normal", "large")
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Preferences:
    """How somebody reads best; nothing about who it is."""

    text: str = "normal"
    theme: str = "auto"

    @classmethod
    def read(cls, cookie: str) -> Self:
        """What the cookie says; what it may not say is left out."""
        text, _, theme = cookie.partition(".")
        return cls(
            text if text in TEXTS else cls.text,
            theme if theme in THEMES else cls.theme,
        )

    @property
    def color_scheme(self) -> Literal["light dark", "light", "dark"]:
        """For the browser's own parts, before the style sheet is there."""
        return {"light": "light", "dark": "dark"}.get(self.theme, "light dark")  # type: ignore[return-value]


def preferences() -> Preferences:
    """Of whoever reads this page."""
    return Preferences.read(request.cookies.get(_name(), ""))


def keep(response: Response, chosen: Preferences) -> None:
    """Let the browser remember; whoever takes the usual page leaves no cookie behind."""
    https = current_app.config["SETTINGS"].is_https
    if chosen == Preferences():
        response.delete_cookie(_name(), secure=https, httponly=True, samesite="Lax", path="/")
        return
    response.set_cookie(
        _name(),
        f"{chosen.text}.{chosen.theme}",
        max_age=PREFERENCES_LIFE,
        secure=https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def return_path() -> str:
    """This page, for `/reglages` to come back to; nothing for what cannot be opened again."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()) or request.endpoint == "home.preferences":
        return ""
    return request.full_path.rstrip("?") if is_read() else request.path


def _name() -> str:
    return "__Host-reglages" if current_app.config["SETTINGS"].is_https else "reglages"


def init_preferences(app: Flask) -> None:
    """Give every page its reader's preferences."""
    app.jinja_env.globals.update(preferences=preferences, return_path=return_path)
