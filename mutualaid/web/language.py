"""French at the root, English under /en: one URL rule a page, in the visitor's language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, get_locale

from mutualaid import translations

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT_LANGUAGE = "fr"
_PREFIX = "/en"
_KEY = "mutualaid.language"


class LanguagePrefix:
    """WSGI middleware that moves /en from the path to SCRIPT_NAME, so that url_for keeps it."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == _PREFIX or path.startswith(_PREFIX + "/"):
            environ[_KEY] = "en"
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + _PREFIX
            environ["PATH_INFO"] = path[len(_PREFIX) :] or "/"
        return self.app(environ, start_response)


def init_language(app: Flask) -> None:
    """Put the prefix before the app, choose the language by it, give templates what they need."""
    translations.compile_if_stale()
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    Babel(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_translation_directories=str(translations.FOLDER),
        locale_selector=_language_of_request,
    )
    app.jinja_env.globals.update(
        language=language,
        other_language=other_language,
        other_language_url=other_language_url,
        page_url=page_url,
        public_url=public_url,
        asset=asset,
    )


def _language_of_request() -> str:
    if not has_request_context():
        return DEFAULT_LANGUAGE
    return str(request.environ.get(_KEY, DEFAULT_LANGUAGE))


def language() -> str:
    """The language now spoken: the page's, or the one forced around an e-mail."""
    locale = get_locale()
    return str(locale.language) if locale else DEFAULT_LANGUAGE


def other_language() -> str:
    """The language that the page is not in."""
    return "fr" if language() == "en" else "en"


def _root() -> str:
    """Where the instance is mounted, without the language."""
    root = request.root_path.rstrip("/")
    return root.removesuffix(_PREFIX) if _language_of_request() == "en" else root


def other_language_url() -> str:
    """This very page in the other language, its question mark and all."""
    prefix = "" if _language_of_request() == "en" else _PREFIX
    question = request.query_string.decode("latin-1")
    return _root() + prefix + quote(request.path) + (f"?{question}" if question else "")


def page_url(path: str) -> str:
    """`path` in the page's language, for a page of another feature: page_url('/demander')."""
    return page_in(_language_of_request(), path)


def page_in(spoken: str, path: str) -> str:
    """`path`, written without a language, in this one."""
    return _root() + (_PREFIX if spoken == "en" else "") + path


def public_url(spoken: str) -> str:
    """This page's one address in a language, whole, for search engines."""
    base: str = current_app.config["SETTINGS"].base_url
    prefix = _PREFIX if spoken == "en" else ""
    return base.rstrip("/") + prefix + quote(request.path)


def without_language(path: str) -> str:
    """A path of ours without the prefix that `page_url` writes before it."""
    return path.removeprefix(_PREFIX) if path.startswith(_PREFIX + "/") else path


def asset(name: str) -> str:
    """A file of static/, the same in both languages, its content in its address."""
    return f"{_root()}/static/{name}?v={_fingerprint(name)}"


@lru_cache
def _fingerprint(name: str) -> str:
    file = Path(__file__).parent.parent / "static" / name
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
