"""`flask worker`: the process that sends mails and runs the matcher."""

from __future__ import annotations

import logging

import click
from flask import current_app


@click.command("worker")
def worker() -> None:
    """Send the mails that are due and run the matcher at 8, 12 and 17 h; ends with Ctrl-C."""
    from mutualaid.worker import Worker  # late: only this command needs the clock

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    Worker(current_app._get_current_object()).run()  # type: ignore[attr-defined]
