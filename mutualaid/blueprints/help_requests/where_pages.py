"""Which question « où ? » is, for whom: a typed address, a known place, or a neighbourhood."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.blueprints.help_requests.asking import is_remote, open_neighbourhoods, wizard
from mutualaid.blueprints.help_requests.for_whom import is_for_other, whom
from mutualaid.blueprints.help_requests.forms import KnownPlaceForm, NeighbourhoodForm
from mutualaid.blueprints.help_requests.origin import HOME, KEPT, POINT, find_origin
from mutualaid.queries import places as queries
from mutualaid.web.contact_forms import AddressForm, WhereForm
from mutualaid.web.forms import ChoiceField
from mutualaid.web.session import db

OTHER = "other"
ELSEWHERE = "elsewhere"
TYPED = "autre"
"""In the address of the page on which a signed-in person types another address."""


def where_form() -> WhereForm | KnownPlaceForm | NeighbourhoodForm:
    """The question of this page, for this person and this kind of help."""
    saved = wizard.answers.get("where")
    if is_remote(wizard.answers):
        return _neighbourhood_form(saved)
    person = whom(wizard.answers)
    if person is None or person.place is None or TYPED in request.args:
        return WhereForm.read(saved)
    return _known_place_form(saved)


def _neighbourhood_form(saved: dict[str, Any] | None) -> NeighbourhoodForm:
    form = NeighbourhoodForm.read(saved)
    choices = [(str(number), name) for number, name in open_neighbourhoods()]
    form.neighbourhood.offer([*choices, (ELSEWHERE, gettext("Another neighbourhood"))])
    return form


def _known_place_form(saved: dict[str, Any] | None) -> KnownPlaceForm:
    person = whom(wizard.answers)
    form = KnownPlaceForm.read(saved)
    form.known.offer(
        [
            *_kept_choice(saved),
            (HOME, _home_words(person)),
            *point_choices({person.neighbourhood_id}),
            (OTHER, gettext("At another address")),
        ]
    )
    return form


def _home_words(person: Any) -> str:
    if is_for_other(wizard.answers):
        return gettext("At their home, %(address)s", address=person.place.line)
    return gettext("At my home, %(address)s", address=person.place.line)


def _kept_choice(saved: dict[str, Any] | None) -> list[tuple[str, str]]:
    """« Au même endroit », for a request that was neither at home nor at a point."""
    source = find_origin(wizard.answers)
    if source is None or source.place is None or (saved or {}).get("known") != KEPT:
        return []
    return [(KEPT, gettext("At the same address, %(address)s", address=source.place.line))]


def point_choices(neighbourhood_ids: set[int | None]) -> list[tuple[str, str]]:
    """Public meeting points, where somebody whom the team has not met yet may come too."""
    points = [
        point
        for number in sorted(each for each in neighbourhood_ids if each is not None)
        for point in queries.list_meeting_points(db(), number)
    ]
    return [(f"{POINT}{point.id}", f"{point.name}, {point.street}") for point in points]


class MeetForm(AddressForm):
    """Which address, and whether to meet there."""

    meet = ChoiceField(_l("Where shall it be? (optional)"))

    def look_up(self, where: dict[str, Any], none_of_them: str) -> None:
        super().look_up(where, none_of_them)
        homes = {each.neighbourhood_id for each in self.found} | {self.neighbourhood_of_words}
        self.meet.offer([(HOME, gettext("At my home")), *point_choices(homes)])
