"""A browser that waits for a mail: which mailbox, and where it goes once it is in."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from werkzeug import Response

from mutualaid.queries import sessions as queries
from mutualaid.services import sessions
from mutualaid.web.auth import half_signed
from mutualaid.web.language import page_url, without_language
from mutualaid.web.session import browser, db, now

DRAFT = "sign_in"


def remember(**answers: Any) -> None:
    """Note the mailbox that a code was sent to (`email=`), so that nobody types it twice."""
    sessions.keep_draft(db(), browser().keep(), DRAFT, {**remembered(), **answers}, now=now())


def remembered() -> dict[str, Any]:
    """What was noted, or nothing."""
    row = browser().row()
    draft = queries.find_draft(db(), row, DRAFT, now=now()) if row is not None else None
    return dict(draft.answers) if draft is not None else {}


def told_to_wait(email: str, home_id: int) -> Response:
    """To the page that says what comes: a code by e-mail, or a call of this desk."""
    if email:
        remember(email=email)
        return redirect(url_for("users.sent"), 303)
    remember(neighbourhood_id=home_id)
    return redirect(url_for("users.joined"), 303)


def forget() -> None:
    """Whoever was to come in is in."""
    row = browser().row()
    if row is not None:
        sessions.drop_draft(db(), row, DRAFT)


def onward(*, coordinates: bool, wanted: str = "", done: str = "signed_in") -> Response:
    """Where somebody goes who just came in: the page she wanted, else her own."""
    if half_signed() is not None:
        return redirect(url_for("users.second_factor", next=wanted or None), 303)
    path = without_language(wanted)
    if is_own_path(path):
        return redirect(page_url(path), 303)
    if coordinates:
        return redirect(page_url("/coordination"), 303)
    return redirect(url_for("users.my_space", fait=done or None), 303)


def is_own_path(path: str) -> bool:
    """A path of this site and of nobody else's: no host, no scheme, no control sign."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and len(path) <= 300
        and path.isprintable()
        and "\\" not in path
    )
