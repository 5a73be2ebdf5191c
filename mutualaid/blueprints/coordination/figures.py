"""The year in figures, on a page, on paper and in a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template
from flask_babel import gettext
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.homes import home_of, homes
from mutualaid.domain.clock import local_date
from mutualaid.domain.figures import ENOUGH, Month
from mutualaid.domain.spreadsheets import write_table
from mutualaid.policies import coordinator
from mutualaid.queries.coordination import figures as queries
from mutualaid.web.auth import allowed
from mutualaid.web.session import db, now
from mutualaid.wording import figures as words


@blueprint.get("/bilan")
@allowed(coordinator)
def figures() -> str:
    """What the year came to, for the team and whoever pays for the desk."""
    found = homes()
    home = home_of(found)
    return render_template(
        "coordination/figures.html",
        homes=found,
        home=home,
        year=queries.sum_up_year(db(), home, today=_today(home)),
        oldest=queries.find_oldest(db(), home),
        enough=ENOUGH,
        said=words,
    )


@blueprint.get("/bilan.csv")
@allowed(coordinator)
def figures_file() -> Response:
    """The months, to go on counting with."""
    home = home_of(homes())
    year = queries.sum_up_year(db(), home, today=_today(home))
    content = write_table(_headings(), map(_line, year.months))
    name = f"bilan-{_today(home).isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


def _headings() -> list[str]:
    return [
        gettext("Month"),
        gettext("Requests"),
        gettext("Hands given"),
        gettext("Ties"),
        gettext("Hours that half of them waited, at most"),
    ]


def _line(month: Month) -> list[str | int | None]:
    hours = None if month.median_hours is None else round(month.median_hours)
    return [f"{month.first:%Y-%m}", month.n_requests, month.n_hands, month.n_ties, hours]


def _today(home: Any) -> date:
    return local_date(now(), home.zone)
