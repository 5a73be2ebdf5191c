"""The commands of an instance that has no settings: some need none, the others say what is missing.

Whoever lives in a spreadsheet shall be able to match without a secret, a database or a folder.
"""

from __future__ import annotations

import click
from flask import Flask

from mutualaid.cli import init_cli
from mutualaid.web.language import init_language

NEED_NOTHING = {"matching": frozenset({"solve", "simulate"})}


def is_looked_for(context: click.Context | None) -> bool:
    """Whether `flask` only wants to know a command; to serve or to open a shell needs settings."""
    return context is not None and context.parent is None


def commands_alone(missing: Exception) -> Flask:
    """An application without pages and without a database."""
    app = Flask("mutualaid")
    init_language(app)
    init_cli(app)
    for name, command in app.cli.commands.items():
        app.cli.commands[name] = _kept(command, missing, NEED_NOTHING.get(name, frozenset()))
    return app


def _kept(command: click.Command, missing: Exception, alone: frozenset[str]) -> click.Command:
    if not isinstance(command, click.Group):
        return _Refused(command, missing)
    kept = click.Group(command.name, help=command.help)
    for name, each in command.commands.items():
        kept.add_command(each if name in alone else _Refused(each, missing), name)
    return kept


class _Refused(click.Command):
    """A command in name and help; whatever is typed after it, it says what is missing."""

    def __init__(self, command: click.Command, missing: Exception) -> None:
        super().__init__(
            command.name,
            help=command.help,
            context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        )
        self._missing = missing

    def invoke(self, ctx: click.Context) -> None:  # noqa: ARG002  (click's own signature)
        raise click.ClickException(str(self._missing))
