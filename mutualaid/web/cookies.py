"""What our cookies have in common: no script and no other site reads them."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from werkzeug import Response


def cookie_name(plain: str) -> str:
    """`__Host-` where https allows it."""
    return f"__Host-{plain}" if _is_https() else plain


def write_cookie(response: Response, plain: str, value: str, *, life: timedelta) -> None:
    """Let the browser remember."""
    response.set_cookie(
        cookie_name(plain),
        value,
        max_age=life,
        secure=_is_https(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def forget_cookie(response: Response, plain: str) -> None:
    """Let the browser forget."""
    response.delete_cookie(
        cookie_name(plain), secure=_is_https(), httponly=True, samesite="Lax", path="/"
    )


def _is_https() -> bool:
    found: bool = current_app.config["SETTINGS"].is_https
    return found
