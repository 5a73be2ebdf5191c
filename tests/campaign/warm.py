"""What every process of a campaign has read before it is forked: the application, the kernels.

Nothing here opens a connection or starts a thread; `moved_to` gives the application its database
in the process that will use it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import Flask

import mutualaid.matching.solve
import mutualaid.worker  # noqa: F401
from config import Settings
from mutualaid.app import create_app
from tests.campaign.crew import SECRET
from tests.support.applications import moved


def _application() -> Flask:
    settings = Settings(
        secret_key=SECRET,
        database_url="sqlite://",
        base_url="http://localhost",
        mail_security="none",
        testing=True,
    )
    app = create_app(settings)
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)
    return app


_app = _application()


def moved_to(database_url: str, *, clock: Callable[[], datetime], mail_port: int = 25) -> Flask:
    """The warm application on a database of its own; once per process."""
    settings = replace(_app.config["SETTINGS"], database_url=database_url, mail_port=mail_port)
    moved(_app, settings)
    _app.extensions["clock"] = clock
    return _app
