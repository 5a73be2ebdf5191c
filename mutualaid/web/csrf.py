"""A form field that only our own pages know: HMAC of the browser's cookie, or of a mailed token."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, g, request
from markupsafe import Markup

from mutualaid.domain.ids import keyed_hash, same

View = TypeVar("View", bound=Callable[..., object])
FIELD = "csrf"


def csrf_exempt(view: View) -> View:
    """Only for RFC 8058: a mail server presses the button without a cookie."""
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def token_form(view: View) -> View:
    """A page whose mailed token (`token` in its URL) stands for the cookie: mail apps lose them."""
    view.token_form = True  # type: ignore[attr-defined]
    return view


def csrf_value() -> str:
    """The value that this page's forms must send back; begins a browser session if need be."""
    secret = current_app.config["SETTINGS"].secret_key
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "token_form", False):
        return keyed_hash(secret, "csrf-token", (request.view_args or {}).get("token", ""))
    return keyed_hash(secret, "csrf", g.browser.begin())


def csrf_field() -> Markup:
    """The hidden field, for every POST form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_value())


def check_csrf() -> None:
    """Refuse a POST whose field is missing or of another browser or token."""
    if request.method not in {"POST", "PUT", "PATCH", "DELETE"} or request.endpoint is None:
        return
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, "csrf_exempt", False):
        return
    if not getattr(view, "token_form", False) and not g.browser.cookie_id:
        abort(400)
    if not same(request.form.get(FIELD, ""), csrf_value()):
        abort(400)


def init_csrf(app: Flask) -> None:
    """Check every POST; give templates `csrf_field()`."""
    app.before_request(check_csrf)
    app.jinja_env.globals["csrf_field"] = csrf_field
