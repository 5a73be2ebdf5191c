"""`flask migrate`: the schema, brought to what this version of the code expects."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from mutualaid.db import Database, upgrade


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest schema; does nothing when it is there already."""
    database: Database = current_app.extensions["database"]
    upgrade(database.url)
    click.echo("The database is up to date.")
