"""The commands of `flask`: one file per column."""

from __future__ import annotations

from flask import Flask

from mutualaid.cli.admin import admin
from mutualaid.cli.demo import demo


def init_cli(app: Flask) -> None:
    """Register every command group."""
    app.cli.add_command(admin)
    app.cli.add_command(demo)
