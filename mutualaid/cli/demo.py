"""`flask demo`: a whole small town on this machine."""

from __future__ import annotations

import click

DEFAULT_PORT = 8000


@click.command("demo")
@click.option(
    "--port",
    envvar="PORT",
    default=DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Where the web listens, on this machine only. 0 takes a free one.",
)
def demo(port: int) -> None:
    """Fill a fresh database, match, send, and say where to look."""
    from mutualaid.demo.launcher import launch

    raise SystemExit(launch(port))
