"""Style sheet and drawings, compressed once.

Pages are not: they hold a form field that must stay secret beside words that a visitor may choose,
and what is compressed tells by its length how alike the two are.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

_TEXT = {"text/css", "image/svg+xml"}


def init_compression(app: Flask) -> None:
    """Answer browsers that can read it with the smaller file."""
    static = Path(app.static_folder or "")

    def compress(response: Response) -> Response:
        if request.endpoint != "static" or response.mimetype not in _TEXT:
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code == 200 and request.accept_encodings["gzip"] > 0:
            name = (request.view_args or {})["filename"]
            response.close()  # the file that Flask opened, and nobody reads now
            response.direct_passthrough = False
            response.set_data(_compressed(static / name, response.last_modified))
            response.headers["Content-Encoding"] = "gzip"
            response.set_etag(f"{response.get_etag()[0]}-gzip")
        return response

    app.after_request(compress)


@lru_cache
def _compressed(file: Path, _modified: object) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)
