"""Tables that a spreadsheet opens: no cell of theirs is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from werkzeug import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%")
Cell = str | int | float | None


def safe_cell(value: Cell) -> str:
    """What a spreadsheet might take for a formula gets an apostrophe; a number is a number."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = value.replace("\0", "")
    return f"'{text}" if value.lstrip(" ").startswith(_FORMULA) else text


def csv_file(name: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """A file to keep, with semicolons, as French spreadsheets read them; `name` is ours."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    body = "\ufeff" + text.getvalue()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body.encode(), content_type="text/csv; charset=utf-8", headers=headers)
