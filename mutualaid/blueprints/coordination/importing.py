"""A spreadsheet comes in: read, looked at, then written down; and the list goes out as one."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug import Response

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.blueprints.coordination.import_forms import ConfirmImportForm, ImportForm
from mutualaid.domain.clock import local_date
from mutualaid.domain.spreadsheets import MOST_BYTES
from mutualaid.policies import coordinator
from mutualaid.queries.coordination.today import list_homes
from mutualaid.queries.sessions import find_draft
from mutualaid.services import exporting, importing, sessions
from mutualaid.services.importing import DRAFT_FORM
from mutualaid.web.auth import allowed, require_visitor
from mutualaid.web.desk import zone
from mutualaid.web.desk_pages import desk, go
from mutualaid.web.session import browser, db, now
from mutualaid.web.uploads import takes_file

Page = str | Response | tuple[str, int]


@blueprint.route("/voisins/importer", methods=["GET", "POST"])
@allowed(coordinator)
@takes_file(2 * MOST_BYTES)
def import_people() -> Page:
    """Choose the file; it is read, and nothing is written yet."""
    form = ImportForm.read()
    form.offer_homes([(str(home.id), home.name) for home in list_homes(db(), desk())])
    if not form.is_accepted() or form.file.table is None:
        return render_template("coordination/import_people.html", form=form), form.http_status
    today = local_date(now(), zone())
    draft = importing.draft_of(form.file.table, int(form.data["neighbourhood"]), today=today)
    sessions.keep_draft(db(), browser().keep(), DRAFT_FORM, draft.plain(), now=now())
    return go("check_import")


@blueprint.route("/voisins/importer/verifier", methods=["GET", "POST"])
@allowed(coordinator)
def check_import() -> Page:
    """Who is new, who is there already, what is to be corrected; then write it down."""
    draft, form = _draft(), ConfirmImportForm.read()
    if draft is None:
        return redirect(url_for(".import_people"), 303)
    if not form.is_accepted():
        return _preview(draft, form), form.http_status
    row = browser().row()
    if row is not None and sessions.take_draft(db(), row, DRAFT_FORM):
        importing.write_down(db(), draft, by=require_visitor(), now=now())
    return go("list_neighbours", "imported", qui="a-confirmer")


def _draft() -> importing.Draft | None:
    """What this browser's file held, as long as it is of her desk."""
    row = browser().row()
    kept = find_draft(db(), row, DRAFT_FORM, now=now()) if row is not None else None
    draft = importing.Draft.read(kept.answers) if kept is not None else None
    return draft if draft is not None and draft.neighbourhood_id in desk() else None


def _preview(draft: importing.Draft, form: ConfirmImportForm) -> str:
    return render_template(
        "coordination/check_import.html",
        draft=draft,
        form=form,
        checked=importing.check(db(), draft),
        home=next(home for home in list_homes(db(), desk()) if home.id == draft.neighbourhood_id),
    )


@blueprint.post("/voisins/importer/abandonner")
@allowed(coordinator)
def drop_import() -> Response:
    """Nothing of the file is kept."""
    row = browser().row()
    if row is not None:
        sessions.drop_draft(db(), row, DRAFT_FORM)
    return go("import_people", "import_dropped")


@blueprint.get("/voisins/exporter")
@allowed(coordinator)
def export_page() -> str:
    """What the file holds, and that taking it is written in the journal."""
    return render_template("coordination/export_page.html", homes=list_homes(db(), desk()))


@blueprint.post("/voisins/exporter")
@allowed(coordinator)
def export_people() -> Response:
    """The file; a POST, because it is written in the journal."""
    content = exporting.neighbours_file(db(), desk(), by=require_visitor(), now=now())
    name = f"voisins-{local_date(now(), zone()).isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)
