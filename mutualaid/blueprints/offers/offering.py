"""The steps of an offer, and from its answers to an offer that is sent."""

from __future__ import annotations

from typing import Any

from mutualaid.blueprints.offers.forms import NO_LIMIT
from mutualaid.domain.clock import local_date
from mutualaid.domain.distance import Reach
from mutualaid.domain.driving import may_drive
from mutualaid.queries import offers as queries
from mutualaid.services import offers, users
from mutualaid.services.offers import Offering
from mutualaid.web import contact_forms
from mutualaid.web.auth import visitor
from mutualaid.web.contact_forms import join, settle
from mutualaid.web.desk import zone
from mutualaid.web.session import browser, db, now
from mutualaid.web.wizard import Answers, Step, Wizard


def known_answers() -> dict[str, Any]:
    """What a signed-in person offers already: the form opens filled in."""
    person = visitor()
    offer = queries.find_living(db(), person) if person is not None else None
    if person is None or offer is None:
        return {}
    rhythm = person.rhythm_per_month
    return {
        "offer": {
            "categories": offer.categories,
            "drives": may_drive(person.drives_declared_on, local_date(now(), zone())),
            "note": offer.note,
        },
        "when": {
            "week": [str(box) for box in range(21) if person.weekly_mask >> box & 1],
            "mask": person.weekly_mask,
            "weeks_vary": person.weeks_vary,
        },
        "distance": {"reach": offer.reach.value},
        "rhythm": {"rhythm": str(rhythm) if rhythm is not None else NO_LIMIT},
    }


def asks_where(answers: Answers) -> bool:
    """Unless we know where the person lives, or another street was typed."""
    person = visitor()
    return person is None or person.place_id is None or "where" in answers


def is_address_answered(answers: Answers) -> bool:
    """Chosen among what was found for the street as it is typed now."""
    return bool(answers["address"]["where"] == answers["where"])


wizard = Wizard(
    "offer",
    (
        Step("offer"),
        Step("when"),
        Step("distance"),
        Step("rhythm"),
        Step("where", asks_where),
        Step("address", asks_where, is_address_answered),
        Step("reach", lambda _answers: visitor() is None),
    ),
    known=known_answers,
)


def send(answers: Answers) -> None:
    """Publish what was offered, in the transaction of this POST."""
    place = settle(answers["address"]) if asks_where(answers) else None
    by = visitor()
    person = by or join(answers["reach"], place=place)
    if by is not None and place is not None:
        users.move(db(), by, place, by=by, now=now())
    offering = offering_of(answers)
    published = offers.publish(
        db(), person, offering, by=by, now=now(), browser_id=browser().begin()
    )
    email = contact_forms.expect_confirmation(published, answers.get("reach"))
    wizard.mark_sent(id=published.id, email=email)


def offering_of(answers: Answers) -> Offering:
    """The answers as the service reads them."""
    rhythm = answers["rhythm"]["rhythm"]
    return Offering(
        categories=tuple(answers["offer"]["categories"]),
        note=answers["offer"]["note"],
        drives=answers["offer"]["drives"],
        accepts_charter=True,
        weekly_mask=answers["when"]["mask"],
        weeks_vary=answers["when"]["weeks_vary"],
        reach=Reach(answers["distance"]["reach"]),
        rhythm_per_month=None if rhythm == NO_LIMIT else int(rhythm),
    )
