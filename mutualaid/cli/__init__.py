"""The commands of `flask`: one file per column."""

from __future__ import annotations

from flask import Flask

from mutualaid.cli.demo import demo
from mutualaid.cli.keeping import admin
from mutualaid.cli.mail import mail
from mutualaid.cli.migrate import migrate
from mutualaid.cli.simulating import simulate
from mutualaid.cli.solving import matching
from mutualaid.cli.worker import worker


def init_cli(app: Flask) -> None:
    """Register every command group."""
    matching.add_command(simulate)
    app.cli.add_command(admin)
    app.cli.add_command(demo)
    app.cli.add_command(mail)
    app.cli.add_command(matching)
    app.cli.add_command(migrate)
    app.cli.add_command(worker)
