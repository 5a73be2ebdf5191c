"""The web process: `gunicorn wsgi:app`; and what `flask` takes its commands from."""

import click

from config import MissingSetting, Settings
from mutualaid.app import create_app
from mutualaid.cli.alone import commands_alone, is_looked_for

try:
    app = create_app(Settings.from_env())
except MissingSetting as missing:
    if not is_looked_for(click.get_current_context(silent=True)):
        raise
    app = commands_alone(missing)
