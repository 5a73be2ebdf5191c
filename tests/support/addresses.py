"""A local server that answers as the national address base does, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[[BaseHTTPRequestHandler], None]


def feature(kind: str = "housenumber", **properties: Any) -> dict[str, Any]:
    """One answer of the address base."""
    known = {
        "label": "12 Rue de la République 69100 Villeurbanne", "score": 0.97,
        "housenumber": "12", "name": "12 Rue de la République", "street": "Rue de la République",
        "postcode": "69100", "city": "Villeurbanne", "type": kind,
    }  # fmt: skip
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [4.88, 45.77]},
        "properties": known | properties,
    }


def body(text: str | bytes, status: int = 200) -> Answer:
    """The server says this."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        sent = text.encode() if isinstance(text, str) else text
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(sent)))
        request.end_headers()
        request.wfile.write(sent)

    return answer


def features(*found: Any) -> Answer:
    """The server found these."""
    return body(json.dumps({"type": "FeatureCollection", "features": list(found)}))


@dataclass
class AddressServer:
    """A local address base, and what it was asked."""

    port: int
    answer: Answer = field(default_factory=lambda: features(feature()))
    asked: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


def redirect(url: str) -> Answer:
    """The server sends us elsewhere."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", url)
        request.end_headers()

    return answer


@contextmanager
def serving() -> Iterator[AddressServer]:
    """On a free port of this machine, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(parse_qs(urlsplit(self.path).query).get("q", [""])[0])
            found.answer(self)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    found = AddressServer(http.server_address[1])
    thread = threading.Thread(target=http.serve_forever, args=(0.02,))
    thread.start()
    yield found
    http.shutdown()
    thread.join()
    http.server_close()
