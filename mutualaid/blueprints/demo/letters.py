"""Every mail that we write, to be read without waiting for it."""

from __future__ import annotations

from flask import Response, make_response, render_template
from flask_babel import get_locale

from mutualaid.blueprints.demo.blueprint import blueprint
from mutualaid.domain.errors import NotFound
from mutualaid.emails import specimens
from mutualaid.web.auth import public

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
"""A mail carries its style with it, and nothing else may happen in it."""


@blueprint.get("/demo/lettres")
@public
def letters() -> str:
    """All of them, by their subjects."""
    language = str(get_locale())
    return render_template(
        "demo/letters.html",
        letters=[_specimen(name, language) for name in specimens.list_names()],
    )


@blueprint.get("/demo/lettres/<name>")
@public
def letter(name: str) -> str:
    """One in both languages: its headers, its picture, its text."""
    here = str(get_locale())
    languages = sorted(specimens.LANGUAGES, key=lambda language: language != here)
    return render_template(
        "demo/letter.html", letters=[_specimen(name, language) for language in languages]
    )


@blueprint.get("/demo/lettres/<name>/<language>")
@public
def letter_html(name: str, language: str) -> Response:
    """The HTML part alone, for the frame of the page."""
    response = make_response(_specimen(name, language).html)
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _specimen(name: str, language: str) -> specimens.Specimen:
    found = specimens.find_specimen(name, language)
    if found is None:
        raise NotFound("letter")
    return found
