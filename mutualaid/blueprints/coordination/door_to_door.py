"""Door to door: sheets to take along, what they counted, coupons that become requests."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.door_forms import DoorForm
from mutualaid.blueprints.coordination.homes import home_of, homes
from mutualaid.blueprints.coordination.posting_forms import AGREEMENTS
from mutualaid.domain.categories import CATEGORIES
from mutualaid.domain.clock import local_date
from mutualaid.domain.ids import random_id
from mutualaid.policies import coordinator
from mutualaid.queries import door_to_door as queries
from mutualaid.services import door_to_door as services
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import chosen, go
from mutualaid.web.qr import poster_code
from mutualaid.web.row_numbers import row_number
from mutualaid.web.session import db, now

MONTH = timedelta(days=30)
STAIRS = 12
"""Lines of a sheet."""
COUPONS = 3
"""On one sheet of A4."""


@blueprint.route("/porte-a-porte", methods=["GET", "POST"])
@allowed(coordinator)
def door_to_door() -> str | Response | tuple[str, int]:
    """What the rounds counted, and the page on which one comes back."""
    found = homes()
    home = home_of(found)
    today = local_date(now(), home.zone)
    form = DoorForm.read()
    form.prepare(queries.list_street_names(db(), home.id), today)
    if form.is_accepted():
        services.write_down(db(), home.id, form.counted, by=require_visitor(), now=now())
        return go("door_to_door", "doors_counted", quartier=home.id)
    sheets = queries.list_sheets(db(), home.id)
    month = queries.count_doors(db(), home.id, since=today - MONTH)
    page = {"homes": found, "home": home, "form": form, "sheets": sheets, "month": month}
    return render_template("coordination/door_to_door.html", **page), form.http_status


@blueprint.post("/porte-a-porte/retirer")
@allowed(coordinator)
def remove_door_sheet() -> Response:
    """The wrong street, or the wrong day."""
    home = home_of(homes())
    sheet = queries.get_sheet(db(), chosen(row_number, "feuille"), home.id)
    services.remove(db(), sheet, by=require_visitor(), now=now())
    return go("door_to_door", "changed", quartier=home.id)


@blueprint.get("/porte-a-porte/feuille")
@allowed(coordinator)
def door_sheet() -> str:
    """A sheet for one street: boxes to count in, no line for a name."""
    found = homes()
    home = home_of(found)
    streets = queries.list_street_names(db(), home.id)
    wanted = request.args.get("rue", "")
    return render_template(
        "coordination/door_sheet.html",
        homes=found,
        home=home,
        streets=streets,
        street=wanted if wanted in streets else "",
        stairs=STAIRS,
    )


@blueprint.get("/coupons")
@allowed(coordinator)
def coupons() -> str:
    """Coupons in large letters, to fill in at the door or at home."""
    found = homes()
    home = home_of(found)
    return render_template(
        "coordination/coupons.html",
        homes=found,
        home=home,
        n_coupons=COUPONS,
        categories=[kind for kind in CATEGORIES if kind.goes_to_matcher],
        code=poster_code(home.code),
    )


@blueprint.get("/coupon")
@allowed(coordinator)
def type_coupon() -> str:
    """A coupon came back: its words go to the page that posts a request, and nowhere else."""
    return render_template(
        "coordination/type_coupon.html",
        categories=CATEGORIES,
        agreements=AGREEMENTS,
        once=random_id(),
    )
