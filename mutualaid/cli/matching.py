"""`flask matching`: run the matcher by hand, safely beside the worker."""

from __future__ import annotations

import os

import click
from flask import current_app
from flask.cli import AppGroup

from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.jobs.locks import run_lock
from mutualaid.jobs.matching import group_key
from mutualaid.queries import neighbours
from mutualaid.services.matching import RunSummary, run_group

matching = AppGroup("matching", help="The matcher: run it now.")


@matching.command("run")
@click.option("--dry-run", is_flag=True, help="Say what it would propose, and write nothing.")
def run(dry_run: bool) -> None:
    """Run every neighbourhood group once; ends with 1 when a plan could not be proven."""
    database: Database = current_app.extensions["database"]
    with database.reading() as session:
        groups = neighbours.groups(session)
    if not groups:
        raise click.ClickException("No neighbourhood is open yet: see `flask admin --help`.")
    summaries = [_run(database, group, dry_run=dry_run) for group in groups]
    if not all(summary is None or summary.is_ok for summary in summaries):
        raise click.ClickException("A certificate failed: nothing of that group was sent.")


def _run(database: Database, group: list[int], *, dry_run: bool) -> RunSummary | None:
    """One group under its lock; a dry run writes nothing and needs none."""
    if dry_run:
        return _told(run_group(database, group, now=now_utc(), dry_run=True))
    with run_lock(database, group_key(group), f"cli:{os.getpid()}") as is_ours:
        if is_ours:
            return _told(run_group(database, group, now=now_utc()))
    click.echo(f"Group {group_key(group)}: somebody else is running it now.")
    return None


def _together(summary: RunSummary) -> str:
    if not summary.n_together:
        return ""
    percent = f"{summary.gap / 10_000:.2f}"
    return f"{summary.n_together} of them of teams, series or long tasks (gap {percent} %), "


def _told(summary: RunSummary) -> RunSummary:
    """Print what a run did, or would do: numbers only."""
    reason = (summary.commonest_reason or "none").replace("_", " ")
    click.echo(
        f"Group {group_key(summary.group)}: {summary.n_requests} requests, "
        f"{summary.n_offers} offers, {len(summary.pairings)} pairs, {_together(summary)}"
        f"{summary.n_proposed} proposed, {len(summary.unmatched)} unmatched "
        f"(most often: {reason}), {sum(summary.seconds.values()):.2f} s, "
        f"certificate {summary.certificate}"
    )
    return summary
