"""`flask matching explain`: one request told whole, in internal numbers and neighbourhoods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext, ngettext

from mutualaid.cli.solving import LANGUAGES
from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.domain.errors import NotFound
from mutualaid.domain.slots import Slot
from mutualaid.models import Offer
from mutualaid.queries import help_requests
from mutualaid.services import explaining
from mutualaid.services.explaining import Able, Explanation
from mutualaid.wording.categories import category_title
from mutualaid.wording.dates import day_phrase, moment_phrase, slot_phrase
from mutualaid.wording.distance import walking_phrase
from mutualaid.wording.reasons import (
    lifted_by,
    obstacle_phrase,
    pair_sentence,
    unlock_sentence,
    unmatched_sentence,
)
from mutualaid.wording.series import need_phrases
from mutualaid.wording.standings import request_standing

MOST_ABLE = 20
MOST_NUMBERS = 8
MOST_HALF_DAYS = 3


@click.command("explain")
@click.argument("request_id", metavar="REQUEST", type=click.IntRange(1, 2**31 - 1))
@click.option("--lang", type=click.Choice(LANGUAGES), default="fr", show_default=True)
@with_appcontext
def explain(request_id: int, lang: str) -> None:
    """Say who could come for REQUEST, who cannot and why, and what would unlock it.

    Nothing is written; nobody's surname, address or telephone is shown.
    """
    database: Database = current_app.extensions["database"]
    now = now_utc()
    with force_locale(lang), database.reading() as session:
        try:
            help_request = help_requests.get_help_request(session, request_id)
        except NotFound as error:
            raise click.ClickException(f"There is no request {request_id}.") from error
        for line in lines_of(explaining.explain(session, help_request, now=now)):
            click.echo(line)


def lines_of(found: Explanation) -> Iterator[str]:
    """The whole explanation."""
    yield from _request(found)
    yield from _search(found)
    yield ""
    yield gettext("Who could come: %(n)s", n=len(found.able))
    for able in found.able[:MOST_ABLE]:
        yield from _able(able)
    if len(found.able) > MOST_ABLE:
        yield "  …"
    if found.help_request.is_team:
        yield from _by_half_day(found)
    yield ""
    yield gettext("Who cannot come: %(n)s", n=sum(map(len, found.unable.values())))
    yield from _unable(found)
    yield ""
    yield gettext("What would unlock it")
    yield from list(_unlocks(found)) or [f"  {gettext('Nothing that we know of.')}"]


def _request(found: Explanation) -> Iterator[str]:
    need = found.help_request
    home = need.neighbourhood.name if need.neighbourhood is not None else "–"
    yield gettext(
        "Request %(number)s: %(need)s, %(home)s",
        number=need.id,
        need=category_title(need.category),
        home=home,
    )
    for phrase in need_phrases(need):
        yield f"  {phrase}"
    yield f"  {request_standing(need).word}"
    if need.is_team:
        yield "  " + gettext(
            "Still to be found: %(n)s of %(needed)s",
            n=max(0, found.n_missing),
            needed=need.helpers_needed,
        )


def _search(found: Explanation) -> Iterator[str]:
    """What the searches did of it so far."""
    need = found.help_request
    for proposal in found.asked:
        yield "  " + gettext(
            "Being asked: offer %(offer)s, person %(person)s, %(slot)s",
            offer=proposal.offer_id,
            person=proposal.helper_id,
            slot=slot_phrase(proposal.on_date, proposal.half_day),
        )
    if found.run is None:
        yield f"  {gettext('No run has left it without anybody yet.')}"
    else:
        yield "  " + gettext(
            "The last run that found nobody: %(number)s, %(moment)s",
            number=found.run.id,
            moment=moment_phrase(found.run.started_at, need.zone),
        )
        yield f"  {unmatched_sentence(need.unmatched_reason)}"
    if found.turn is not None:
        yield "  " + gettext(
            "Its place by urgency, then by waiting: %(number)s of %(n)s",
            number=found.turn.number,
            n=found.turn.n_requests,
        )
    if found.reason is not None and found.is_searching:
        yield "  " + gettext("Now: %(why)s", why=unmatched_sentence(found.reason))


def _able(able: Able) -> Iterator[str]:
    why = pair_sentence(able.reasons, able.slots[0])
    yield "  " + gettext("%(who)s: %(why)s", who=_who(able.offer), why=why)
    yield "      " + " · ".join(_slot(slot) for slot in able.slots[:MOST_HALF_DAYS])
    if able.gap is not None:
        yield "      " + gettext("not on %(day)s", day=day_phrase(able.gap))
    points = able.points
    yield "      " + gettext(
        "points: walk %(walk)s, load %(load)s, refusals %(refusal)s, face %(tie)s; "
        "%(total)s in all",
        walk=points.walk,
        load=points.load,
        refusal=points.refusal,
        tie=points.tie,
        total=points.total,
    )


def _by_half_day(found: Explanation) -> Iterator[str]:
    for slot, n in found.by_slot.items():
        yield "  " + ngettext(
            "%(slot)s: %(num)s person free, %(missing)s still to be found",
            "%(slot)s: %(num)s people free, %(missing)s still to be found",
            n,
            slot=_slot(slot),
            missing=found.n_missing,
        )


def _unable(found: Explanation) -> Iterator[str]:
    """One line per sentence: blocks and households share theirs, and name nobody."""
    grouped: dict[str, list[Offer]] = {}
    untold: dict[str, int] = {}
    for code, offers in found.unable.items():
        phrase = obstacle_phrase(code)
        if code in explaining.NEVER_TOLD:
            untold[phrase] = untold.get(phrase, 0) + len(offers)
        else:
            grouped.setdefault(phrase, []).extend(offers)
    for phrase, offers in grouped.items():
        yield f"{len(offers):>6}  {phrase} ({_numbers(offers)})"
    for phrase, n in untold.items():
        yield f"{n:>6}  {phrase}"


def _unlocks(found: Explanation) -> Iterator[str]:
    for slot, n in found.other_half_days[:MOST_HALF_DAYS]:
        half_day = {"unlock_on": slot.on_date.isoformat(), "unlock_half_day": slot.half_day.value}
        yield f"  {unlock_sentence({'code': 'nobody_free', 'unlock_n': n, **half_day})}"
    for code, offers in found.lifts.items():
        people = ngettext(
            "%(phrase)s: %(num)s person (%(numbers)s).",
            "%(phrase)s: %(num)s people (%(numbers)s).",
            len(offers),
            phrase=obstacle_phrase(code),
            numbers=_numbers(offers),
        )
        yield "  " + " ".join(filter(None, [people, lifted_by(code), _how_far(found, code)]))
    if not found.able and not found.lifts and not found.other_half_days:
        sentence = unlock_sentence(found.reason)
        if sentence:
            yield f"  {sentence}"


def _how_far(found: Explanation, code: str) -> str:
    if code != "too_far" or found.nearest_too_far_m is None:
        return ""
    distance = walking_phrase(found.nearest_too_far_m)
    return str(gettext("The nearest: %(distance)s.", distance=distance))


def _who(offer: Offer) -> str:
    home = offer.user.neighbourhood.name if offer.user.neighbourhood is not None else "–"
    numbers = {"offer": offer.id, "person": offer.user_id}
    return str(gettext("offer %(offer)s, person %(person)s, %(home)s", **numbers, home=home))


def _numbers(offers: Sequence[Offer]) -> str:
    shown = ", ".join(str(offer.id) for offer in offers[:MOST_NUMBERS])
    more = "…" if len(offers) > MOST_NUMBERS else ""
    phrase = ngettext("offer %(numbers)s", "offers %(numbers)s", len(offers), numbers=shown + more)
    return str(phrase)


def _slot(slot: Slot) -> str:
    return slot_phrase(slot.on_date, slot.half_day)
