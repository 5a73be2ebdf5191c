"""Commands about what is kept: that the journal is whole, that the forgotten stay forgotten."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from mutualaid.cli.admin import admin
from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.jobs.retention import read_forgotten
from mutualaid.services import journal, leaving

__all__ = ["admin"]


@admin.command("verify-journal")
def verify_journal() -> None:
    """Walk the journal's chain of seals; exit 1 at the first line that does not fit."""
    with _database().reading() as session:
        verdict = journal.verify(session)
    if verdict.broken_at is not None:
        raise click.ClickException(
            f"The chain breaks at line {verdict.broken_at}: something was changed, added or "
            "taken away there. Compare with a backup."
        )
    click.echo(f"{verdict.n_lines} lines, none was changed. Last seal: {verdict.head or 'none'}")


@admin.command("forget-again")
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
def forget_again(file: Path | None) -> None:
    """After a backup was restored, before opening: forget again whom it remembers.

    FILE lists them; without it, the list that the worker keeps beside the database.
    """
    listed = read_forgotten(file or Path(current_app.config["SETTINGS"].erasures_file))
    database = _database()
    with database.transaction() as session:
        known = leaving.list_forgotten(session)
        n_again = leaving.forget_again(session, [*listed, *known], now=now_utc())
    database.wash()
    click.echo(f"{n_again} people forgotten again.")


def _database() -> Database:
    database: Database = current_app.extensions["database"]
    return database
