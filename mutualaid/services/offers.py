"""Offering a hand: publish, pause, withdraw and come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.categories import OFFERABLE
from mutualaid.domain.clock import local_date
from mutualaid.domain.distance import Reach
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.post_ends import OFFER_RENEWED_FROM, offer_end
from mutualaid.domain.requests import NOTE_LENGTH
from mutualaid.domain.slots import FULL_WEEK
from mutualaid.domain.statuses import OfferStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Offer, OfferCategory, User
from mutualaid.queries import offers as queries
from mutualaid.services import charter, confirmations, journal, proposals, rates, tasks, tokens
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_people, lock_requests
from mutualaid.services.transitions import change, touch

__all__ = [
    "Offer",
    "Offering",
    "has_ended",
    "may_renew",
    "may_undo_withdraw",
    "meet_key",
    "open_confirmed",
    "pause",
    "publish",
    "renew",
    "resume",
    "resume_due",
    "undo_withdraw",
    "withdraw",
]
MOST_A_DAY = 20
"""Times that somebody writes her offer anew in a day, by herself."""
UNDO_WITHIN = timedelta(hours=1)
"""A withdrawal is undone within this time; later one offers again."""
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
        _activate(session, offer, by=by, now=now)
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
            _activate(session, offer, by=user, now=now)
        else:
            change(session, offer, OfferStatus.WITHDRAWN, withdrawn_at=now, note="")
            journal.note(session, "offer_of_minor_ended", offer, by=user, now=now)


def pause(
    session: Session, offer: Offer, until: datetime | None, *, by: User, now: datetime
) -> None:
    """Nobody asks this person until then, or until she comes back; what is agreed stands."""
    _guard(offer, by)
    lock_people(session, [offer.user_id])
    if offer.status not in (OfferStatus.ACTIVE, OfferStatus.PAUSED):
        raise Refusal("changed")
    if offer.status is OfferStatus.PAUSED:
        touch(session, offer, paused_until=until)
    else:
        change(session, offer, OfferStatus.PAUSED, paused_until=until)
    journal.note(session, "offer_paused", offer, by=by, now=now)


def resume(session: Session, offer: Offer, *, by: User, now: datetime) -> None:
    """Available again; doing it twice is once."""
    _guard(offer, by)
    if offer.status is OfferStatus.ACTIVE:
        return
    if offer.status is not OfferStatus.PAUSED:
        raise Refusal("changed")
    if has_ended(offer, now):
        renew(session, offer, by=by, now=now)
        return
    change(session, offer, OfferStatus.ACTIVE, paused_until=None)
    journal.note(session, "offer_resumed", offer, by=by, now=now)


def has_ended(offer: Offer, now: datetime) -> bool:
    """Whether its six months are over: it rests until it is renewed."""
    return offer.ends_on is not None and offer.ends_on < local_date(now, offer.user.zone)


def may_renew(offer: Offer, *, now: datetime) -> bool:
    """Whether the button is offered: it ended, or ends within weeks."""
    if offer.status not in (OfferStatus.ACTIVE, OfferStatus.PAUSED) or offer.ends_on is None:
        return False
    return offer.ends_on <= local_date(now, offer.user.zone) + OFFER_RENEWED_FROM


def renew(session: Session, offer: Offer, *, by: User, now: datetime) -> None:
    """Six more months from today; a break goes on, an offer that ended is active again."""
    _guard(offer, by)
    lock_people(session, [offer.user_id])
    if offer.status not in (OfferStatus.ACTIVE, OfferStatus.PAUSED):
        raise Refusal("changed")
    ends_on = offer_end(local_date(now, offer.user.zone))
    if offer.ends_on == ends_on:
        return
    is_back = offer.status is OfferStatus.PAUSED and has_ended(offer, now)
    if is_back:
        change(session, offer, OfferStatus.ACTIVE, ends_on=ends_on, paused_until=None)
    elif not touch(session, offer, ends_on=ends_on):
        raise Refusal("changed")
    tasks.drop_of_offer(session, offer, now=now)
    journal.note(session, "offer_renewed", offer, by=by, now=now)


def resume_due(session: Session, *, now: datetime) -> int:
    """End the pauses whose time is over; how many."""
    rested = session.scalars(
        select(Offer)
        .where(Offer.status == OfferStatus.PAUSED, Offer.paused_until <= now)
        .order_by(Offer.id)
    ).all()
    for offer in rested:
        change(session, offer, OfferStatus.ACTIVE, paused_until=None)
        journal.note(session, "offer_resumed", offer, by=None, now=now)
    return len(rested)


def withdraw(session: Session, offer: Offer, *, by: User, now: datetime) -> None:
    """No more proposals; open ones are answered no. Requests and appointments stand."""
    _guard(offer, by)
    lock_requests(session, queries.list_asked_for(session, offer.user_id))
    lock_people(session, [offer.user_id])
    if offer.status is OfferStatus.WITHDRAWN:
        return
    change(session, offer, OfferStatus.WITHDRAWN, withdrawn_at=now)
    proposals.decline_all_of(session, offer.user, by=by, now=now)
    tasks.drop(session, meet_key(offer.user), now=now)
    tasks.drop_of_offer(session, offer, now=now)
    journal.note(session, "offer_withdrawn", offer, by=by, now=now)


def may_undo_withdraw(offer: Offer, *, now: datetime) -> bool:
    """Whether the withdrawal is recent, and of an offer that was confirmed."""
    return (
        offer.status is OfferStatus.WITHDRAWN
        and offer.confirmed_at is not None
        and offer.withdrawn_at is not None
        and now <= offer.withdrawn_at + UNDO_WITHIN
    )


def undo_withdraw(session: Session, offer: Offer, *, by: User, now: datetime) -> None:
    """« Je me suis trompée »: the offer is active as before; declined proposals stay declined."""
    _guard(offer, by)
    if offer.status is OfferStatus.ACTIVE:
        return
    if (
        not may_undo_withdraw(offer, now=now)
        or queries.find_living(session, offer.user) is not None
    ):
        raise Refusal("too_late_to_undo")
    _activate(session, offer, by=by, now=now)


def _guard(offer: Offer, by: User) -> None:
    if not policies.may_change_offer(by, offer):
        raise NotFound("offer")


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


def _activate(session: Session, offer: Offer, *, by: User | None, now: datetime) -> None:
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


def meet_key(person: User) -> str:
    """The reason of the task « à rencontrer », dropped once she is met."""
    return f"meet:user:{person.id}"
