"""Writing what somebody offers, and opening it once the person is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.categories import OFFERABLE
from mutualaid.domain.clock import local_date
from mutualaid.domain.distance import Reach
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.post_ends import offer_end
from mutualaid.domain.requests import NOTE_LENGTH
from mutualaid.domain.slots import FULL_WEEK
from mutualaid.domain.statuses import OfferStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Offer, OfferCategory, User
from mutualaid.queries import offers as queries
from mutualaid.services import charter, confirmations, journal, rates, tasks, tokens
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_people
from mutualaid.services.offers.guarding import meet_key
from mutualaid.services.transitions import change, touch

MOST_A_DAY = 20
"""Times that somebody writes her offer anew in a day, by herself."""
_OFFERABLE = frozenset(kind.key for kind in OFFERABLE)


@dataclass(frozen=True)
class Offering:
    """What somebody is ready to do, whoever typed it."""

    categories: tuple[str, ...]
    reach: Reach
    weekly_mask: int
    weeks_vary: bool = False
    rhythm_per_month: int | None = None
    """None: no limit."""
    note: str = ""
    accepts_charter: bool = False
    drives: bool | None = None
    """« Permis, assurance, mon assureur est prévenu »; None: not asked."""


def publish(
    session: Session,
    person: User,
    offering: Offering,
    *,
    by: User | None,
    now: datetime,
    browser_id: str = "",
) -> Offer:
    """Write what somebody offers: one living offer a person, publishing again changes it.

    Whoever has not shown who she is changes nothing of an offer that is active already: she
    is sent the link that lets her in.
    """
    confirmations.check_age(person, by)
    _check(offering)
    if by is None or by.id == person.id:
        rates.allow(session, "offer", person.id, most=MOST_A_DAY, now=now)
    lock_people(session, [person.id])
    offer = queries.find_living(session, person)
    is_trusted = confirmations.needs_none(person, by)
    if offer is None or is_trusted or offer.status is OfferStatus.UNCONFIRMED:
        offer = _write(session, person, offer, offering, by=by, now=now)
    if not is_trusted:
        confirmations.ask(session, offer, browser_id=browser_id, now=now)
    elif offer.status is OfferStatus.UNCONFIRMED:
        activate(session, offer, by=by, now=now)
    if is_trusted:
        heard_from(session, person, now=now)
    return offer


def open_confirmed(session: Session, user: User, *, now: datetime) -> None:
    """The person confirmed a channel: the offer that waited for it becomes active."""
    confirmations.is_settled(session, user, now=now)
    offer = queries.find_living(session, user)
    if offer is not None:
        session.refresh(offer, ["status", "version"])  # another press may have come first
        if offer.status is not OfferStatus.UNCONFIRMED:
            return
        if confirmations.may_ever_open(session, offer):
            activate(session, offer, by=user, now=now)
        else:
            change(session, offer, OfferStatus.WITHDRAWN, withdrawn_at=now, note="")
            journal.note(session, "offer_of_minor_ended", offer, by=user, now=now)


def _check(offering: Offering) -> None:
    is_whole = (
        bool(offering.categories)
        and _OFFERABLE.issuperset(offering.categories)
        and 0 <= offering.weekly_mask <= FULL_WEEK
        and (offering.weekly_mask != 0 or offering.weeks_vary)
        and (offering.rhythm_per_month is None or 1 <= offering.rhythm_per_month <= 31)
        and len(offering.note) <= NOTE_LENGTH
    )
    if not is_whole:
        raise Refusal("offer_incomplete")


def _write(
    session: Session,
    person: User,
    offer: Offer | None,
    offering: Offering,
    *,
    by: User | None,
    now: datetime,
) -> Offer:
    """The offer and the person's own half-days and rhythm."""
    if offer is None:
        offer = Offer(
            user=person,
            status=OfferStatus.UNCONFIRMED,
            reach=offering.reach,
            posted_by_id=by.id if by is not None and by.id != person.id else None,
            created_at=now,
        )
        session.add(offer)
        session.flush()
    offer.category_rows = [_row_of(offer, key) for key in dict.fromkeys(offering.categories)]
    person.weekly_mask = offering.weekly_mask
    person.weeks_vary = offering.weeks_vary
    person.rhythm_per_month = offering.rhythm_per_month
    session.flush()
    _record_promises(session, person, offering, by=by, now=now)
    kept: dict[str, object] = {"reach": offering.reach, "note": offering.note}
    if offer.ends_on is not None:  # whoever changes an offer goes on with it
        kept["ends_on"] = offer_end(local_date(now, person.zone))
    if not touch(session, offer, **kept):
        raise Refusal("changed")
    journal.note(session, "offer_published", offer, by=by, now=now)
    return offer


def _record_promises(
    session: Session, person: User, offering: Offering, *, by: User | None, now: datetime
) -> None:
    if offering.accepts_charter:
        charter.accept(session, person, "web", by=by, now=now)
    if offering.drives is not None:
        drives = offering.drives and "outing" in offering.categories
        charter.declare_driving(session, person, drives=drives, by=by, now=now)


def _row_of(offer: Offer, key: str) -> OfferCategory:
    kept = {row.category: row for row in offer.category_rows}
    return kept.get(key) or OfferCategory(offer_id=offer.id, category=key)


def activate(session: Session, offer: Offer, *, by: User | None, now: datetime) -> None:
    """From now on she may be asked; whom nobody has met is to be met."""
    if not confirmations.may_ever_open(session, offer):
        raise Refusal("under_18")
    change(
        session,
        offer,
        OfferStatus.ACTIVE,
        confirmed_at=offer.confirmed_at or now,
        withdrawn_at=None,
        paused_until=None,
        ends_on=offer_end(local_date(now, offer.user.zone)),
    )
    tokens.grant(session, TokenPurpose.PAUSE, offer, offer.user, now=now)
    journal.note(session, "offer_activated", offer, by=by, now=now)
    person = offer.user
    if person.met_on is None:
        tasks.ask_desk(
            session,
            TaskKind.MEET,
            meet_key(person),
            now=now,
            neighbourhood_id=person.neighbourhood_id,
            user_id=person.id,
        )
