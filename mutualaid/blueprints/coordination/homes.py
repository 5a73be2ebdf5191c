"""Pages about one neighbourhood: hers, the one that the address names, or the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from mutualaid.domain.errors import NotFound
from mutualaid.queries.coordination.today import list_homes
from mutualaid.web.desk_pages import desk
from mutualaid.web.session import db


def homes() -> Sequence[Any]:
    """Her neighbourhoods, by name."""
    return list_homes(db(), desk())


def home_of(found: Sequence[Any]) -> Any:
    """The one that `?quartier=` names; another desk's is nowhere."""
    wanted = request.args.get("quartier", "")
    if not wanted:
        return found[0]
    for home in found:
        if str(home.id) == wanted:
            return home
    raise NotFound("neighbourhood")
