"""Read what came in: each mail in a transaction of its own, marked as read once that is written."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from mutualaid.adapters.mail_reading import read_mail
from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.domain.ports import Mailbox, MailboxDown
from mutualaid.jobs.bench import Bench
from mutualaid.models import MailKind
from mutualaid.services import incoming
from mutualaid.services.crashpoints import crashpoint

log = logging.getLogger(__name__)


def read_new(bench: Bench) -> None:
    """The worker's look; a mailbox that is down is tried again in a minute."""
    if bench.mailbox is None:
        return
    try:
        counts = read_unread(
            bench.database, bench.mailbox, clock=bench.clock, stopping=bench.stopping.is_set
        )
    except MailboxDown as fault:
        log.warning("The mailbox cannot be read: %s", fault)
    else:
        if counts:
            log.info("Mails read: %s", dict(counts))


def read_unread(
    database: Database,
    mailbox: Mailbox,
    *,
    clock: Callable[[], datetime] = now_utc,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[MailKind]:
    """Read every unread mail; how many of each kind were new."""
    counts: Counter[MailKind] = Counter()
    try:
        for key in mailbox.list_unread():
            if stopping():
                break
            kind = _read_one(database, mailbox, key, clock)
            if kind is not None:
                counts[kind] += 1
    finally:
        mailbox.hang_up()
    return counts


def _read_one(
    database: Database, mailbox: Mailbox, key: str, clock: Callable[[], datetime]
) -> MailKind | None:
    """One that cannot be worked on stays unread and keeps no other waiting."""
    mail = read_mail(mailbox.fetch(key))
    try:
        kind = database.run(lambda session: incoming.take_in(session, mail, now=clock()))
    except Exception:
        log.exception("A mail could not be worked on; it stays unread")
        return None
    crashpoint("mail_written_down")
    mailbox.mark_read(key)
    return kind
