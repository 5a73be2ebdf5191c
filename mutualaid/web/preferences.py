"""Text size and colours, in a cookie that holds nothing else; `/reglages` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from flask import Flask, request
from werkzeug import Response

from mutualaid.web.cookies import cookie_name, forget_cookie, write_cookie
from mutualaid.web.session import is_read

COOKIE = "reglages"
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
    def color_scheme(self) -> str:
        """For the browser's own parts, before the style sheet is there."""
        return "light dark" if self.theme == "auto" else self.theme


def preferences() -> Preferences:
    """Of whoever reads this page."""
    return Preferences.read(request.cookies.get(cookie_name(COOKIE), ""))


def keep(response: Response, chosen: Preferences) -> None:
    """Let the browser remember; whoever takes the usual page leaves no cookie behind."""
    if chosen == Preferences():
        forget_cookie(response, COOKIE)
    else:
        value = f"{chosen.text}.{chosen.theme}"
        write_cookie(response, COOKIE, value, life=PREFERENCES_LIFE)


def return_path() -> str:
    """This page, for `/reglages` to come back to; nothing for what cannot be opened again."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()) or request.endpoint == "home.preferences":
        return ""
    return request.full_path.rstrip("?") if is_read() else request.path


def init_preferences(app: Flask) -> None:
    """Give every page its reader's preferences."""
    app.jinja_env.globals.update(preferences=preferences, return_path=return_path)
