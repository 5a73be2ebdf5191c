"""create_app: settings, database, languages, pages, errors, commands. One screen."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from mutualaid import cli
from mutualaid.adapters.geocoder import make_geocoder
from mutualaid.blueprints import BLUEPRINTS, DEMO_BLUEPRINTS
from mutualaid.db import Database
from mutualaid.web.auth import init_auth
from mutualaid.web.compression import init_compression
from mutualaid.web.csrf import init_csrf
from mutualaid.web.errors import init_errors
from mutualaid.web.filters import init_filters
from mutualaid.web.headers import init_headers
from mutualaid.web.language import init_language
from mutualaid.web.pace import init_pace
from mutualaid.web.preferences import init_preferences
from mutualaid.web.retrying import RetryingFlask
from mutualaid.web.row_numbers import RowNumber
from mutualaid.web.session import init_sessions
from mutualaid.web.uploads import init_uploads
from mutualaid.web.worries import init_worries

ROOT = Path(__file__).resolve().parent.parent
MAX_BODY_BYTES = 256 * 1024


def create_app(settings: Settings) -> Flask:
    """The web application of one instance."""
    app = RetryingFlask("mutualaid", template_folder=str(ROOT / "templates"))
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_PARTS=500,
    )
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["settings"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    init_language(app)
    init_headers(app)
    init_compression(app)
    init_preferences(app)
    init_pace(app)
    init_sessions(app, Database(settings.database_url, secret=settings.secret_key))
    app.extensions["geocoder"] = make_geocoder(settings)
    init_auth(app)
    init_uploads(app)
    init_csrf(app)
    init_filters(app)
    init_worries(app)
    init_errors(app)
    for blueprint in (*BLUEPRINTS, *(DEMO_BLUEPRINTS if settings.demo else ())):
        app.register_blueprint(blueprint)
    cli.init_cli(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app
