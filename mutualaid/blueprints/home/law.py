"""`/vie-privee` and `/mentions-legales`: filled from the settings and the registry of retention."""

from __future__ import annotations

from mutualaid.blueprints.home.blueprint import blueprint
from mutualaid.blueprints.home.prose import prose
from mutualaid.queries import home as queries
from mutualaid.web.auth import public
from mutualaid.web.preferences import PREFERENCES_LIFE
from mutualaid.web.session import COOKIE_LIFE, db
from mutualaid.wording.retention import duration_phrase, kept, lasting


@blueprint.get("/vie-privee")
@public
def privacy() -> str:
    """What is kept, why, how long, who sees it, and what one may ask."""
    return prose(
        "privacy",
        homes=queries.list_open_neighbourhoods(db()),
        kept=kept,
        lasting=lasting,
        cookie_life=duration_phrase(COOKIE_LIFE),
        preferences_life=duration_phrase(PREFERENCES_LIFE),
    )


@blueprint.get("/mentions-legales")
@public
def legal_notice() -> str:
    """Who publishes, who runs the machine, who insures."""
    return prose("legal_notice", homes=queries.list_open_neighbourhoods(db()))
