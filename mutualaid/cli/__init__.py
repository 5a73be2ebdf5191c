"""The commands of `flask`: one file per column."""

from __future__ import annotations

from flask import Flask

from mutualaid.cli.demo import demo
from mutualaid.cli.explaining import explain
from mutualaid.cli.keeping import admin
from mutualaid.cli.mail import mail
from mutualaid.cli.matching import matching
from mutualaid.cli.migrate import migrate
from mutualaid.cli.simulating import simulate
from mutualaid.cli.solving import solve
from mutualaid.cli.worker import worker


def init_cli(app: Flask) -> None:
    """Register every command group."""
    for command in (explain, simulate, solve):
        matching.add_command(command)
    app.cli.add_command(admin)
    app.cli.add_command(demo)
    app.cli.add_command(mail)
    app.cli.add_command(matching)
    app.cli.add_command(migrate)
    app.cli.add_command(worker)
