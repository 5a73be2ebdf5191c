"""Mails that let somebody in, or confirm what was posted under an e-mail address."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.clock import local
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import OfferStatus, RequestStatus
from mutualaid.emails.letter import Button, Fact, Letter, Subject, Writing
from mutualaid.models import HelpRequest, Offer, SignIn
from mutualaid.services import sign_ins
from mutualaid.wording.categories import category_title
from mutualaid.wording.dates import NBSP, slot_phrase, time_phrase


def sign_in(writing: Writing) -> Letter | None:
    """The link and the six digits; None once they are used or old."""
    row = _live(writing)
    if row is None:
        return None
    link = sign_ins.link_text(writing.session.info["secret"], row)
    page = writing.url(f"/entrer/lien/{link}")
    return Letter(
        home=writing.reader.neighbourhood,
        words=_code(writing, row),
        buttons=[Button(gettext("Come in"), page, is_main=True)],
    )


def confirm_request(writing: Writing) -> Letter | None:
    """The request waits for this."""
    need = writing.session.get_one(HelpRequest, writing.message.help_request_id)
    if need.status is not RequestStatus.UNCONFIRMED:
        return None
    slots = need.slots
    facts: list[Fact] = [(gettext("What for"), category_title(need.category))]
    if slots:
        first = slot_phrase(slots[0].on_date, slots[0].half_day, need.start_time)
        facts.append((gettext("When"), first))
    return _confirm(writing, need, gettext("Confirm my request"), facts)


def confirm_offer(writing: Writing) -> Letter | None:
    """The offer waits for this."""
    offer = writing.session.get_one(Offer, writing.message.offer_id)
    is_new = offer.status is OfferStatus.UNCONFIRMED
    if not is_new and _live(writing) is None:
        return None  # the change that was asked for waits for a sign-in that is over
    titles = [category_title(key) for key in offer.categories]
    return _confirm(
        writing,
        offer,
        gettext("Confirm my offer"),
        [(gettext("I can help with"), " – ".join(titles))],
    )


def confirm_join(writing: Writing) -> Letter | None:
    """Joining waits for this."""
    if writing.reader.email_confirmed_at is not None:
        return None
    return _confirm(writing, writing.reader, gettext("Confirm my e-mail"), [])


def _confirm(writing: Writing, subject: Subject, label: str, facts: list[Fact]) -> Letter:
    token = writing.token(TokenPurpose.CONFIRM, subject)
    row = _live(writing)
    return Letter(
        home=writing.reader.neighbourhood,
        words=_code(writing, row) if row is not None else {"code": "", "until": ""},
        facts=facts,
        buttons=[Button(label, writing.url(f"/confirmer/{token}"), is_main=True)],
    )


def _code(writing: Writing, row: SignIn) -> dict[str, str]:
    digits = sign_ins.code_text(writing.session.info["secret"], row)
    return {
        "code": f"{digits[:3]}{NBSP}{digits[3:]}",
        "until": time_phrase(local(row.expires_at, writing.zone).time()),
    }


def _live(writing: Writing) -> SignIn | None:
    """The sign-in of this mail, while it is good for something."""
    if writing.message.sign_in_id is None:
        return None
    row = writing.session.get(SignIn, writing.message.sign_in_id)
    if row is None or row.used_at is not None or row.expires_at <= writing.now:
        return None
    return row
