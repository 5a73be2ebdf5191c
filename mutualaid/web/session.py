"""The web's only commit, and the browser's session row.

A GET reads in a transaction that the database itself keeps from writing; a POST writes in one
transaction that is committed when the view has answered, and rolled back when it raised.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.domain.ids import random_id
from mutualaid.models import User, UserSession
from mutualaid.policies import owes_second_factor
from mutualaid.queries import sessions as session_queries
from mutualaid.services import sessions as session_services
from mutualaid.web.cookies import cookie_name, forget_cookie, write_cookie
from mutualaid.web.presence import IDLE, STAMP_AGAIN_AFTER, network_of, seal, unseal

COOKIE = "fil"
COOKIE_LIFE = timedelta(days=30)
_READ = {"GET", "HEAD", "OPTIONS"}


def database() -> Database:
    """The application's database."""
    found: Database = current_app.extensions["database"]
    return found


def db() -> Session:
    """This request's one session: read-only for GET and HEAD, writing for POST."""
    if "db" not in g:
        g.db = database().open_reader() if is_read() else database().open_writer()
        g.db.info["network"] = network_of(request.remote_addr)
    session: Session = g.db
    return session


def is_read() -> bool:
    """Whether this request may change nothing."""
    return request.method in _READ


def now() -> datetime:
    """The instant of this request, the same from its first to its last line."""
    if "now" not in g:
        clock = current_app.extensions["clock"]
        g.now = clock()
    moment: datetime = g.now
    return moment


class Browser:
    """The one strictly necessary cookie: a random id, and its row once a form was sent."""

    def __init__(self, cookie: str) -> None:
        self.cookie_id, self.here_at = unseal(_secret(), cookie)
        self.must_set = False

    def begin(self) -> str:
        """Give this browser an id when it has none; writes no row."""
        if not self.cookie_id:
            self._renew()
        return self.cookie_id

    def row(self) -> UserSession | None:
        """The living row of this browser, if a form was ever sent."""
        if "session_row" not in g:
            g.session_row = self._find_row() if self.cookie_id else None
        row: UserSession | None = g.session_row
        return row

    def _find_row(self) -> UserSession | None:
        row = session_queries.find_session(db(), self.cookie_id, now=now())
        if row is None or row.user is None or not owes_second_factor(row.user):
            return row
        here_at = max(row.seen_at, self.here_at or row.seen_at)
        if now() - here_at >= IDLE:
            self.cookie_id, self.must_set = "", True
            return None
        self.must_set = self.must_set or now() - here_at >= STAMP_AGAIN_AFTER
        return row

    def keep(self) -> UserSession:
        """The row of this browser, written now if it has none. POST only."""
        row = self.row()
        if row is None:
            row = session_services.begin(db(), cookie_id=self.begin(), now=now())
            if row is None:  # an id that expired or was signed out
                self._renew()
                row = session_services.begin(db(), cookie_id=self.cookie_id, now=now())
            assert row is not None, "a fresh id is never spent"
            g.session_row = row
        return row

    def sign_in(self, user: User, *, is_proved: bool = False) -> None:
        """Tie this browser to a person under a new id, so that an older cookie is worth nothing.

        Whoever owes a second code is nobody until it is given: then she signs in once more.
        """
        old = self.row()
        self._renew()
        g.session_row = session_services.sign_in(
            db(),
            user=user,
            replaces=old,
            cookie_id=self.cookie_id,
            now=now(),
            is_proved=is_proved,
        )
        g.pop("_login_user", None)  # Flask-Login's own place for this request's person

    def sign_out(self) -> None:
        """End this browser's row, on every device that copied the cookie."""
        row = self.row()
        if row is not None:
            session_services.revoke(db(), row, now=now())
        g.session_row = None
        self.cookie_id = ""
        self.must_set = True

    def _renew(self) -> None:
        self.cookie_id = random_id()
        self.must_set = True


def browser() -> Browser:
    """This request's browser."""
    found: Browser = g.browser
    return found


def _open() -> None:
    g.browser = Browser(request.cookies.get(cookie_name(COOKIE), "")[:200])


def _secret() -> str:
    secret: str = current_app.config["SETTINGS"].secret_key
    return secret


def _finish(response: Response) -> Response:
    session = g.pop("db", None)
    if session is not None:
        with session:
            if not is_read() and not g.get("must_roll_back"):
                session.commit()
    _set_cookie(response)
    return response


def _set_cookie(response: Response) -> None:
    found: Browser | None = g.get("browser")
    if found is None or not found.must_set:
        return
    if found.cookie_id:
        sealed = seal(_secret(), found.cookie_id, now())
        write_cookie(response, COOKIE, sealed, life=COOKIE_LIFE)
    else:
        forget_cookie(response, COOKIE)


def roll_back() -> None:
    """Forget what this request wrote; called before an error page is drawn."""
    session = g.get("db")
    if session is not None:
        session.rollback()
        g.must_roll_back = True
    for name in ("session_row", "_login_user"):  # perhaps written by what was just undone
        g.pop(name, None)
    _open()


def start_again() -> None:
    """Undo what this request wrote and forget what it remembered: it begins anew."""
    _close(None)
    for name in list(g):
        g.pop(name)


def _close(_error: BaseException | None) -> None:
    session = g.pop("db", None)
    if session is not None:
        session.close()


def init_sessions(app: Flask, found: Database) -> None:
    """Give every request its transaction and its browser."""
    app.extensions["database"] = found
    app.extensions["clock"] = now_utc
    app.before_request(_open)
    app.after_request(_finish)
    app.teardown_request(_close)
