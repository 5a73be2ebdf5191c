"""How it works, who can read it, and every page there is."""

from __future__ import annotations

from flask import current_app, render_template, url_for

from mutualaid.blueprints.home.blueprint import blueprint
from mutualaid.blueprints.home.prose import prose
from mutualaid.web.auth import public
from mutualaid.web.desk import desk_of_visitor
from mutualaid.wording.site_map import SITE_MAP


@blueprint.get("/comment-ca-marche")
@public
def how_it_works() -> str:
    """Five steps, and the questions that everybody asks."""
    return prose("how_it_works")


@blueprint.get("/accessibilite")
@public
def accessibility() -> str:
    """What is known of who can read these pages, what is not, and where to complain."""
    return prose("accessibility")


@blueprint.get("/plan-du-site")
@public
def site_map() -> str:
    """Every page that has an address of its own, from the routes themselves."""
    there = current_app.view_functions
    groups = [
        (title, [(name, url_for(page)) for page, name in pages.items() if page in there])
        for title, pages in SITE_MAP
    ]
    return render_template("home/site_map.html", groups=groups, desk=desk_of_visitor())
