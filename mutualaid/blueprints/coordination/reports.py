"""What was reported here: read, taken care of, closed. Nothing says who told it without a name."""

from __future__ import annotations

from flask import render_template
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.policies import coordinator
from mutualaid.queries import reports as queries
from mutualaid.services import reports as services
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk_pages import desk, go
from mutualaid.web.session import db, now
from mutualaid.wording.reports import kind_phrase


@blueprint.get("/signalements")
@allowed(coordinator)
def list_reports() -> str:
    """The open ones first."""
    found = queries.list_reports(db(), desk())
    return render_template("coordination/list_reports.html", found=found, kind_phrase=kind_phrase)


@blueprint.get("/signalements/<int:report_id>")
@allowed(coordinator)
def show_report(report_id: int) -> str:
    """One, with the two buttons."""
    report = queries.get_report(db(), report_id, desk())
    return render_template(
        "coordination/show_report.html",
        report=report,
        reporter=queries.find_reporter(db(), report),
        heading=kind_phrase(report.kind),
    )


@blueprint.post("/signalements/<int:report_id>/lu")
@allowed(coordinator)
def read_report(report_id: int) -> Response:
    """« Je m'en occupe »."""
    report = queries.get_report(db(), report_id, desk())
    services.note_read(db(), report, by=require_visitor(), now=now())
    return go("show_report", "report_read", report_id=report_id)


@blueprint.post("/signalements/<int:report_id>/clos")
@allowed(coordinator)
def close_report(report_id: int) -> Response:
    """What had to be done is done."""
    report = queries.get_report(db(), report_id, desk())
    services.close(db(), report, by=require_visitor(), now=now())
    return go("list_reports", "report_closed")
