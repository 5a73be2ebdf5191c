"""Error pages: every one in both languages, with somebody to call."""

from __future__ import annotations

import logging

from flask import Flask, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from mutualaid.db import is_unavailable
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.queries.home import Desk
from mutualaid.web.auth import visitor
from mutualaid.web.desk import desk_of_visitor
from mutualaid.web.session import roll_back
from mutualaid.wording.errors import ERRORS
from mutualaid.wording.refusals import refusal_sentence

log = logging.getLogger(__name__)
MOST_HEARD_BYTES = 32 * 1024 * 1024
Page = tuple[str, int, dict[str, str]]


def init_errors(app: Flask) -> None:
    """Answer every failure with a page that says what to do."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(HTTPException, _http_error)


def _refused(refusal: Refusal) -> Page:
    return _page(409, str(refusal_sentence(refusal)))


def _not_found(_error: NotFound) -> Page:
    """Not there, or not hers; whoever tries numbers is seen by the operator."""
    user = visitor()
    if user is not None:
        log.warning("Person %s was refused %s %s", user.id, request.method, request.endpoint)
    return _page(404)


def _http_error(error: HTTPException) -> Page | HTTPException:
    """Redirections and errors that bring their own answer pass; the others get their page."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    code = error.code if error.code in ERRORS else 400 if error.code < 500 else 500
    if is_unavailable(getattr(error, "original_exception", None)):
        return _page(503, headers={"Retry-After": "60"})
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return _page(code, headers=kept)


def _page(code: int, *sentences: str, headers: dict[str, str] | None = None) -> Page:
    roll_back()
    _hear_out()
    words = ERRORS[code]
    page = render_template(
        "errors/error.html",
        heading=words.heading,
        sentences=(*words.sentences, *sentences),
        action=words.action,
        desk=_desk(),
    )
    return page, code, headers or {}


def _hear_out() -> None:
    """Read a body that was too large to be looked at: a browser that still sends sees no page."""
    length = request.content_length or 0
    if MOST_HEARD_BYTES >= length > (request.max_content_length or length):
        source = request.environ["wsgi.input"]
        while length > 0 and (piece := source.read(min(length, 65_536))):
            length -= len(piece)


def _desk() -> Desk | None:
    """Who can be called, when the database can still say so."""
    try:
        return desk_of_visitor()
    except SQLAlchemyError:
        log.exception("The desk of an error page could not be read")
        return None
