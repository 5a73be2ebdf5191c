"""`flask mail`: what left, what waits, what failed; never an address."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from mutualaid.adapters.mailbox import make_mailbox
from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.ports import MailboxDown
from mutualaid.domain.statuses import MessageStatus
from mutualaid.jobs.mailbox import read_unread
from mutualaid.models import MailKind, Message
from mutualaid.queries import messages
from mutualaid.services import delivery

mail = AppGroup("mail", help="Messages: list them, send one again, read what came back.")
_LINE = "{0:>7}  {1:<9} {2:<6} {3:<20} {4:>7} {5:>6}  {6:<16} {7}"


@mail.command("list")
@click.option("--status", type=click.Choice([status.value for status in MessageStatus]))
@click.option("--limit", default=50, show_default=True)
def list_(status: str | None, limit: int) -> None:
    """The newest messages, or those of one state."""
    wanted = MessageStatus(status) if status else None
    with _database().reading() as session:
        rows = messages.list_messages(session, status=wanted, limit=limit)
        click.echo(_LINE.format("ID", "STATUS", "BY", "KIND", "PERSON", "TRIES", "DUE", "OUTCOME"))
        for row in rows:
            click.echo(_line(row))


@mail.command("resend")
@click.argument("message_id", type=int)
def resend(message_id: int) -> None:
    """Send one message again: the same mail, with the same links."""
    try:
        with _database().transaction() as session:
            message = messages.get_message(session, message_id)
            delivery.resend(session, message, by=None, now=now_utc())
    except NotFound as error:
        raise click.ClickException(f"There is no message {message_id}.") from error
    except Refusal as error:
        raise click.ClickException(
            "Only a message that was sent or that failed can be sent again."
        ) from error
    click.echo(f"Message {message_id} leaves again with the worker's next look.")


@mail.command("read")
def read() -> None:
    """Read the bounces and replies that came into the mailbox of the settings, now."""
    mailbox = make_mailbox(current_app.config["SETTINGS"])
    if mailbox is None:
        raise click.ClickException("No mailbox is set: write MAILBOX_HOST or MAILBOX_PATH in .env.")
    try:
        counts = read_unread(_database(), mailbox)
    except MailboxDown as fault:
        raise click.ClickException(f"The mailbox cannot be read: {fault}.") from fault
    told = ", ".join(f"{counts[kind]} {kind}" for kind in MailKind)
    click.echo(f"{counts.total()} new: {told}.")


def _line(row: Message) -> str:
    due = row.send_after.strftime("%Y-%m-%d %H:%M")
    return _LINE.format(
        row.id, row.status, row.channel, row.kind, row.user_id, row.attempts, due, row.outcome
    ).rstrip()


def _database() -> Database:
    database: Database = current_app.extensions["database"]
    return database
