"""Send the mails that are due: take one, let it leave outside any transaction, say how it ended."""

from __future__ import annotations

import logging
import random
import time

from sqlalchemy.exc import DBAPIError

from mutualaid.domain.mail import Outgoing, PermanentFailure, RelayDown, TemporaryFailure
from mutualaid.jobs.bench import Bench
from mutualaid.queries import messages
from mutualaid.services import breaker, delivery
from mutualaid.services.crashpoints import crashpoint
from mutualaid.services.delivery import Taken

log = logging.getLogger(__name__)
BATCH = 50
"""Mails of one look, so that a slow relay is noticed and a stop is obeyed."""


def send_due(bench: Bench) -> int:
    """Hand over what is due, oldest first, until the batch is full or the relay is down."""
    try:
        return _send_batch(bench)
    finally:
        bench.relay.hang_up()


def _send_batch(bench: Bench) -> int:
    handed_over = 0
    while handed_over < BATCH and not bench.stopping.is_set() and _may_try(bench):
        taken = _take(bench)
        if taken is None or not _deliver(bench, taken):
            break
        handed_over += 1
    return handed_over


def tidy(bench: Bench) -> None:
    """Free what a dead worker held, and give up what waited for three days."""
    now = bench.clock()
    bench.database.run(lambda session: delivery.release_stuck(session, now=now))
    bench.database.run(lambda session: delivery.give_up_old(session, now=now))


def _may_try(bench: Bench) -> bool:
    now = bench.clock()
    with bench.database.reading() as session:
        if not messages.is_mail_due(session, now=now):
            return False
    return bench.database.run(lambda session: breaker.may_try(session, now=now))


def _take(bench: Bench) -> Taken | None:
    settings = bench.settings
    return bench.database.run(
        lambda session: delivery.take_next(
            session,
            bench.owner,
            now=bench.clock(),
            default_zone=settings.default_zone,
            quiet=not settings.demo,
        )
    )


def _deliver(bench: Bench, taken: Taken) -> bool:
    """Whether the relay answered, whatever it said."""
    crashpoint("message_taken")
    began = time.monotonic()
    try:
        outgoing = _render(bench, taken)
        if outgoing is not None:
            bench.relay.send(outgoing)
            crashpoint("message_left")
    except RelayDown as fault:
        log.warning("The mail relay is down: %s", fault)
        bench.database.run(lambda s: delivery.relay_is_down(s, taken, now=bench.clock()))
        return False
    except TemporaryFailure as fault:
        _put_off(bench, taken, str(fault))
    except PermanentFailure as fault:
        _refused(bench, taken, str(fault))
    except DBAPIError:
        raise  # it was not the mail: its lease ends and it is tried again
    except Exception as error:
        log.exception("Message %s cannot be written", taken.message_id)
        _refused(bench, taken, type(error).__name__)
    else:
        _left(bench, taken, outgoing)
    if time.monotonic() - began >= bench.settings.mail_timeout_seconds:
        bench.database.run(lambda s: delivery.rest_domain(s, taken, now=bench.clock()))
    return True


def _render(bench: Bench, taken: Taken) -> Outgoing | None:
    with bench.database.reading() as session:
        message = messages.get_message(session, taken.message_id)
        return bench.render(session, message, bench.clock())


def _left(bench: Bench, taken: Taken, outgoing: Outgoing | None) -> None:
    done = delivery.not_needed if outgoing is None else delivery.sent
    bench.database.run(lambda session: done(session, taken, now=bench.clock()))
    crashpoint("message_recorded")


def _put_off(bench: Bench, taken: Taken, outcome: str) -> None:
    spread = random.uniform(-1, 1)
    bench.database.run(
        lambda session: delivery.put_off(
            session, taken, outcome=outcome, spread=spread, now=bench.clock()
        )
    )


def _refused(bench: Bench, taken: Taken, outcome: str) -> None:
    bench.database.run(
        lambda session: delivery.refused(session, taken, outcome=outcome, now=bench.clock())
    )
