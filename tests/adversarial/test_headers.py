"""Every response, of whatever kind, tells the browser what it may not do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Settings
from mutualaid.app import create_app
from tests.adversarial.conftest import Ground

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")


def faults(answer: TestResponse, *, https: bool = False, is_static: bool = False) -> list[str]:
    """What this response forgot to say."""
    headers = answer.headers
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in headers.get("Content-Security-Policy", "").split(";")
    )
    wanted = {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    said = {
        "policy": wanted.items() <= policy.items() and "unsafe" not in str(policy),
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") == "no-referrer",
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resource": headers.get("Cross-Origin-Resource-Policy") == "same-origin",
        "sensors": "geolocation=()" in headers.get("Permissions-Policy", ""),
        "store": is_static or headers.get("Cache-Control") == "no-store",
        "hsts": not https or "max-age=31536000" in headers.get("Strict-Transport-Security", ""),
        "silent": "Server" not in headers or "Python" not in headers["Server"],
    }
    return [name for name, is_said in said.items() if not is_said]


def test_every_route_says_it_with_every_method(ground: Ground) -> None:
    client = ground.client(ground.ours.coordinator.id)
    wrong = []
    for method in METHODS:
        for rule in {rule.rule: rule for one in METHODS for rule in ground.rules(one)}.values():
            answer = client.open(ground.path(rule), method=method)
            assert answer.status_code < 500, f"{method} {rule.rule}"
            wrong += [f"{method} {rule.rule} {answer.status_code}: {f}" for f in faults(answer)]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def https_app(settings: Settings) -> Iterator[Flask]:
    """The same instance behind https."""
    values = {name: getattr(settings, name) for name in Settings.__annotations__}
    app = create_app(Settings(**values | {"base_url": "https://voisins.example"}))
    yield app
    app.extensions["database"].dispose()


def test_errors_redirections_and_files_say_it_too(https_app: Flask) -> None:
    client = https_app.test_client()
    https_app.view_functions["home.front"] = _breaks
    https_app.config["PROPAGATE_EXCEPTIONS"] = False
    client.set_cookie("__Host-fil", "x")
    large = {"note": "x" * 300_000}
    answers = {
        500: client.get("/"),
        404: client.get("/nowhere"),
        405: client.delete("/entrer"),
        413: client.post("/entrer", data=large),
        400: client.post("/entrer", data={}),
        303: client.get("/mon-espace"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert faults(answer, https=True) == [], status
    for path, status in (("/static/style.css", 200), ("/static/none.css", 404)):
        with client.get(path) as answer:
            assert answer.status_code == status
            assert faults(answer, https=True, is_static=status == 200) == [], path


def test_the_cookie_is_locked_to_this_host(https_app: Flask) -> None:
    answer = https_app.test_client().get("/entrer", base_url="https://voisins.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-fil=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


def _breaks() -> str:
    raise RuntimeError("something that nobody foresaw")
