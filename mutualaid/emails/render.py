"""From a message's kind and ids to the mail itself, at the moment it leaves."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import Flask, render_template
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from mutualaid.domain.mail import Outgoing
from mutualaid.domain.messages import MessageKind
from mutualaid.emails import (
    around,
    asks,
    checkins,
    desk_mornings,
    entries,
    keeping,
    outcomes,
    posts,
    searching,
)
from mutualaid.emails.dialling import with_emergency_links, with_links
from mutualaid.emails.footers import helper_links, worry_link
from mutualaid.emails.letter import Desk, Letter, Link, Writing
from mutualaid.models import Message, Neighbourhood

LINE = 68
MOST_SIGNS = 50
"""Of a subject: what a phone shows of it."""
_LINE_ENDS = {"Cc", "Zl", "Zp"}
_HIDDEN = {"Cf", "Cs"}
_WHOLE = re.compile(r"\S+\s?: https?://\S+")
"""« OUI : https://… »: one line, however long."""
_FILTERS = {"dialled": with_links, "emergency_dialled": with_emergency_links}
Kind = Callable[[Writing], Letter | None]

KINDS: dict[MessageKind, Kind] = {
    MessageKind.SIGN_IN: entries.sign_in,
    MessageKind.CONFIRM_REQUEST: entries.confirm_request,
    MessageKind.CONFIRM_OFFER: entries.confirm_offer,
    MessageKind.CONFIRM_JOIN: entries.confirm_join,
    MessageKind.PROPOSAL_HELPER: asks.proposal_helper,
    MessageKind.PROPOSAL_RESIDENT: asks.proposal_resident,
    MessageKind.HELPER_SAID_YES: asks.helper_said_yes,
    MessageKind.AGREED_RESIDENT: outcomes.agreed_resident,
    MessageKind.AGREED_HELPER: outcomes.agreed_helper,
    MessageKind.SUPERSEDED: outcomes.superseded,
    MessageKind.RESIDENT_SAID_NO: outcomes.resident_said_no,
    MessageKind.PROPOSAL_WITHDRAWN: outcomes.proposal_withdrawn,
    MessageKind.CANCELLED: outcomes.cancelled,
    MessageKind.STILL_SEARCHING: searching.still_searching,
    MessageKind.INACTIVE_NOTICE: keeping.inactive_notice,
    MessageKind.LEFT: keeping.left,
    MessageKind.APPOINTMENT_REMINDER: around.appointment_reminder,
    MessageKind.POST_ENDS: posts.post_ends,
    MessageKind.RUNNING_LATE: around.running_late,
    MessageKind.NOBODY_AT_DOOR: around.nobody_at_door,
    MessageKind.FEEDBACK: around.feedback,
    MessageKind.FEEDBACK_REMINDER: around.feedback,
    MessageKind.MERCI: around.merci,
    MessageKind.MEET_AGAIN: around.meet_again,
    MessageKind.WEEKLY_NEWS: checkins.weekly_news,
    MessageKind.HEAT_ADVICE: checkins.heat_advice,
    MessageKind.WORRY: checkins.worry,
    MessageKind.DESK_MORNING: desk_mornings.desk_morning,
    MessageKind.NEED_ANSWERED: around.need_answered,
}


def renderer(app: Flask) -> Callable[[Session, Message, datetime], Outgoing | None]:
    """`render` with the application's templates, languages and settings, outside any request."""

    def render_there(session: Session, message: Message, now: datetime) -> Outgoing | None:
        with app.app_context():
            return render(session, message, settings=app.config["SETTINGS"], now=now)

    return render_there


def render(
    session: Session, message: Message, *, settings: Settings, now: datetime
) -> Outgoing | None:
    """The mail as it is true now; None when what it speaks of is over."""
    reader = message.user
    if not reader.email or reader.left_at is not None:
        return None
    with force_locale(reader.ui_language):
        writing = Writing(session, message, settings, now)
        letter = KINDS[message.kind](writing)
        if letter is None:
            return None
        letter = replace(letter, links=_links(writing, letter))
        return _write(session, message, letter, settings=settings, now=now)


def _links(writing: Writing, letter: Letter) -> list[Link]:
    return [*helper_links(writing), *letter.links, worry_link(writing)]


def _write(
    session: Session, message: Message, letter: Letter, *, settings: Settings, now: datetime
) -> Outgoing:
    desk = Desk.of(letter.home or _first_home(session), settings)
    folder = f"emails/{message.kind}"
    words = {"person": message.user, "desk": desk, "letter": letter, **letter.words, **_FILTERS}
    subject = fitting(render_template(f"{folder}/subject.txt", **words))
    words["title"] = subject
    sender = ", ".join(part for part in (desk.name, _place(settings, desk)) if part)
    return Outgoing(
        to=message.user.email or "",
        sender_name=one_line(sender),
        reply_to=desk.email,
        subject=subject,
        text=fill(render_template(f"{folder}/body.txt", **words)),
        html=render_template(f"{folder}/body.html", **words),
        language=message.user.ui_language,
        message_id=message.message_id,
        at=now,
        unsubscribe_url=letter.unsubscribe_url,
        calendar=letter.calendar,
    )


def _place(settings: Settings, desk: Desk) -> str:
    return f"{settings.instance_name} {desk.place}".strip()


def _first_home(session: Session) -> Neighbourhood | None:
    """Somebody whom no neighbourhood claims yet still reads a name and a number."""
    return session.scalar(
        select(Neighbourhood)
        .where(Neighbourhood.opened_at.is_not(None))
        .order_by(Neighbourhood.id)
        .limit(1)
    )


def one_line(text: str) -> str:
    """Words for a header: one line, without the signs that reorder or hide what is read."""
    kinds = ((sign, unicodedata.category(sign)) for sign in text)
    kept = (" " if kind in _LINE_ENDS else sign for sign, kind in kinds if kind not in _HIDDEN)
    return re.sub(" +", " ", "".join(kept)).strip(" ")


def fitting(text: str) -> str:
    """The first line that a phone shows whole: what says most stands first, the last is cut."""
    lines = [line for line in map(one_line, text.splitlines()) if line]
    short = next((line for line in lines if len(line) <= MOST_SIGNS), None)
    return short or lines[-1][: MOST_SIGNS - 1].rstrip() + "…"


def fill(text: str) -> str:
    """The text part: lines of at most 68 signs, links never broken, one empty line at most."""
    lines: list[str] = []
    for line in text.splitlines():
        if _WHOLE.fullmatch(line):
            lines.append(line)
        elif line.strip():
            lines += textwrap.wrap(line, LINE, break_long_words=False, break_on_hyphens=False)
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).strip("\n") + "\n"
