"""The map: squares with figures, and a table of the same numbers."""

from __future__ import annotations

from datetime import time

from flask import render_template, request

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.homes import home_of, homes
from mutualaid.domain.area_map import STEPS
from mutualaid.domain.clock import at_wall_time, local_date
from mutualaid.domain.suppression import BAND, FEWEST
from mutualaid.policies import coordinator
from mutualaid.queries.coordination.area import Counted, draw_area
from mutualaid.web.auth import allowed
from mutualaid.web.session import db, now


@blueprint.get("/carte")
@allowed(coordinator)
def area() -> str:
    """Where neighbours take part, by square, as of the first of the month."""
    found = homes()
    home = home_of(found)
    counted = _counted(request.args.get("quoi", ""))
    first = local_date(now(), home.zone).replace(day=1)
    drawn = draw_area(db(), home, counted, on=first, at=at_wall_time(first, time(0), home.zone))
    page = {"homes": found, "home": home, "counted": counted, "on": first, "area": drawn}
    return render_template("coordination/area.html", **page, steps=STEPS, band=BAND, fewest=FEWEST)


def _counted(text: str) -> Counted:
    return Counted(text) if text in set(Counted) else Counted.HOMES
