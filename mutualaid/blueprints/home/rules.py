"""The charter, and what neighbours do not do."""

from __future__ import annotations

from flask import render_template

from mutualaid.blueprints.home.blueprint import blueprint
from mutualaid.blueprints.home.prose import prose
from mutualaid.web.auth import public
from mutualaid.web.desk import desk_of_visitor
from mutualaid.wording import not_done as wording


@blueprint.get("/charte")
@public
def charter() -> str:
    """What neighbours promise each other; `services.charter.WORDING` is its version."""
    return prose("charter")


@blueprint.get("/ce-que-nous-ne-faisons-pas")
@public
def not_done() -> str:
    """Never a mere refusal: who does it, and a call."""
    return render_template(
        "home/not_done.html", not_done=wording.not_done(), desk=desk_of_visitor()
    )
