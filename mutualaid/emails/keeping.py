"""Mails about what is kept: an account that is about to end, and one that has ended."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext

from mutualaid.domain.clock import local_date
from mutualaid.domain.messages import TokenPurpose
from mutualaid.emails.letter import Button, Letter, Link, Writing
from mutualaid.retention import NOTICE, RETENTION
from mutualaid.wording.dates import day_phrase


def inactive_notice(writing: Writing) -> Letter | None:
    """Nothing was heard for 22 months; None once something was."""
    reader = writing.reader
    since = reader.last_contact_at or reader.created_at
    if since > writing.message.created_at - NOTICE + timedelta(days=1):
        return None
    ends_at = since + RETENTION["users.first_name"].after
    earliest = writing.message.created_at + timedelta(days=30)
    ends_on = local_date(max(ends_at, earliest), writing.zone)
    page = writing.url(f"/rester/{writing.token(TokenPurpose.RENEW, reader)}")
    return Letter(
        home=reader.neighbourhood,
        words={"day": day_phrase(ends_on, with_year=True)},
        buttons=[Button(gettext("I am staying"), page, is_main=True)],
    )


def left(writing: Writing) -> Letter:
    """To the relative who spoke for somebody: the person herself has no address any more."""
    return Letter(
        home=writing.reader.neighbourhood,
        links=[Link(gettext("My space"), writing.my_space())],
    )
