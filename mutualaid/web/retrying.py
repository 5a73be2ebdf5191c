"""A deadlock or a connection that broke is ours to repair: the request is done again, unseen."""

from __future__ import annotations

from time import monotonic, sleep

from flask import Flask, Response
from sqlalchemy.exc import DBAPIError

from mutualaid.db import PAUSES, is_transient
from mutualaid.web.session import start_again

PATIENCE_SECONDS = 5.0
"""Whoever waited this long already reads the page that says so: SQLite's own wait is as long."""


class RetryingFlask(Flask):
    """Flask, whose whole dispatch begins anew when the database says that it may succeed then.

    Nothing was committed, and the form is still in the request; only what was remembered of the
    first try (`g`: session, browser, instant) must go.
    """

    def full_dispatch_request(self) -> Response:
        """The answer to this request, of its first try or of one of three more."""
        began = monotonic()
        for wait in PAUSES:
            try:
                return super().full_dispatch_request()
            except DBAPIError as error:
                if not is_transient(error) or monotonic() - began > PATIENCE_SECONDS:
                    raise
                start_again()
            sleep(wait)
        return super().full_dispatch_request()
