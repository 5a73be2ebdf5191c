"""The commands of `flask`: one file per column."""

from __future__ import annotations

from flask import Flask

from mutualaid.cli.demo import demo
from mutualaid.cli.admin import admin


def init_cli(app: Flask) -> None:
    """Register every command group."""
    app.cli.add_command(admin)
    app.cli.add_command(demo)
