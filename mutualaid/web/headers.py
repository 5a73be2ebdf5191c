"""What every response says to the browser, error pages included."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_NO_SENSORS = ", ".join(
    f"{name}=()"
    for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)
_ONE_YEAR = 31_536_000


def init_headers(app: Flask) -> None:
    """Add the headers after every request."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = _NO_SENSORS
    if current_app.config["SETTINGS"].is_https:
        headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}; includeSubDomains"
    headers["Cache-Control"] = _caching(response)
    return response


def _caching(response: Response) -> str:
    """Only files of static/ may stay in a browser; their address holds their content."""
    if request.endpoint != "static" or response.status_code >= 400:
        return "no-store"
    return f"public, max-age={_ONE_YEAR}, immutable" if "v" in request.args else "no-cache"
