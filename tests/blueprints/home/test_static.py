"""The style sheet and the drawings travel small."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

STATIC = Path(__file__).parents[3] / "mutualaid" / "static"


@pytest.mark.parametrize("name", ["style.css", "icons.svg"])
def test_a_browser_that_can_read_it_gets_the_smaller_file(client: FlaskClient, name: str) -> None:
    with client.get(f"/static/{name}?v=1", headers={"Accept-Encoding": "br, gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert gzip.decompress(answer.data) == (STATIC / name).read_bytes()
    with client.get(f"/static/{name}?v=1") as plain:
        assert "Content-Encoding" not in plain.headers
        assert plain.data == (STATIC / name).read_bytes()


def test_pages_hold_secrets_and_are_not_compressed(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/reglages", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
