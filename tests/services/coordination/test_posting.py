"""Posting for someone, and placing an address."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mutualaid.domain.distance import Reach
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.geo import Point, Precision
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    OfferStatus,
    RequestStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Consent,
    ConsentPurpose,
    HelpRequest,
    Place,
    Street,
)
from mutualaid.queries import tasks as task_queries
from mutualaid.services import coordination as desk
from mutualaid.services import rules
from mutualaid.services.coordination import CallAnswer
from mutualaid.services.help_requests import Ask
from mutualaid.services.offers import Offering
from mutualaid.services.places import Typed
from tests import factories
from tests.factories import NOW, thursday
from tests.services.coordination.conftest import SOON, Quarter


def test_the_coordinator_who_heard_the_answer_is_written_down(quarter: Quarter) -> None:
    proposal = quarter.ask()
    quarter.answer(quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user), CallAnswer.NO)
    quarter.session.refresh(proposal)
    assert proposal.helper_answer is Answer.NO
    assert proposal.helper_answered_by_id == quarter.fatima.id


def newcomer(quarter: Quarter, **values: object) -> desk.Spoken:
    person = desk.Newcomer(
        first_name="Odette", neighbourhood_id=quarter.home.id, is_adult=True, **values
    )
    address = desk.Address(Typed("3 rue inconnue", "69100 Villeurbanne"), quarter.home.id)
    return desk.Spoken(person, "door", Channel.CALL, address)


def shopping() -> Ask:
    facts = {"together": "for_me", "paid": "envelope"}
    return Ask(category="shopping", facts=facts, slots=[thursday()])


def test_a_request_posted_for_a_newcomer_is_open_and_her_yes_is_recorded(
    quarter: Quarter,
) -> None:
    posted = desk.post_request(
        quarter.session, newcomer(quarter), shopping(), by=quarter.fatima, now=NOW
    )
    assert posted.status is RequestStatus.OPEN
    assert posted.posted_by_id == quarter.fatima.id
    assert posted.user.spoken_for_by_id == quarter.fatima.id
    consent = quarter.session.scalars(
        select(Consent).where(Consent.user_id == posted.user_id)
    ).one()
    assert (consent.purpose, consent.channel) == (ConsentPurpose.SPOKEN_FOR, "door")
    assert consent.recorded_by_id == quarter.fatima.id


def test_an_address_that_is_nowhere_is_this_desk_s_to_place(quarter: Quarter) -> None:
    posted = desk.post_request(
        quarter.session, newcomer(quarter), shopping(), by=quarter.fatima, now=NOW
    )
    tasks = task_queries.once_a_place(task_queries.list_tasks(quarter.session, {quarter.home.id}))
    place_ids = [each.place_id for each in tasks if each.kind is TaskKind.PLACE_ADDRESS]
    assert place_ids == [posted.place_id]


def test_nobody_is_written_down_in_another_desk_s_quarter(quarter: Quarter) -> None:
    with pytest.raises(NotFound):
        desk.post_request(quarter.session, newcomer(quarter), shopping(), by=quarter.paul, now=NOW)
    known = desk.Spoken(quarter.jeanne, "phone", Channel.CALL)
    with pytest.raises(NotFound):
        desk.post_request(quarter.session, known, shopping(), by=quarter.paul, now=NOW)


def test_a_posted_offer_is_active_and_to_be_met(quarter: Quarter) -> None:
    offering = Offering(("shopping",), Reach.TEN_MINUTES, weekly_mask=1)
    offer = desk.post_offer(
        quarter.session, newcomer(quarter), offering, by=quarter.fatima, now=NOW
    )
    assert offer.status is OfferStatus.ACTIVE
    kinds = {each.kind for each in task_queries.list_tasks(quarter.session, {quarter.home.id})}
    assert TaskKind.MEET in kinds


def unplaced(quarter: Quarter) -> tuple[Place, HelpRequest]:
    posted = desk.post_request(
        quarter.session, newcomer(quarter), shopping(), by=quarter.fatima, now=NOW
    )
    return posted.place, posted


def test_a_street_of_the_table_places_an_address_and_ends_the_task(quarter: Quarter) -> None:
    place, _posted = unplaced(quarter)
    street = Street(
        neighbourhood_id=quarter.home.id,
        commune="Villeurbanne",
        postcode="69100",
        name="Rue Inconnue",
        name_key="rue inconnue",
        lat=factories.LAT,
        lon=factories.LON,
    )
    quarter.session.add(street)
    quarter.session.flush()
    desk.place_on_street(quarter.session, place, street, by=quarter.fatima, now=SOON)
    assert place.precision is Precision.STREET
    assert place.line == "3 Rue Inconnue"
    open_tasks = task_queries.list_tasks(quarter.session, {quarter.home.id})
    assert TaskKind.PLACE_ADDRESS not in {each.kind for each in open_tasks}


def test_a_placed_request_may_be_proposed(quarter: Quarter) -> None:
    place, posted = unplaced(quarter)
    assert (
        rules.obstacle(quarter.session, posted, quarter.rose, thursday(), now=NOW) == "not_placed"
    )
    here = Point(factories.LAT, factories.LON)
    desk.place_on_grid(quarter.session, place, here, by=quarter.fatima, now=SOON)
    assert rules.obstacle(quarter.session, posted, quarter.rose, thursday(), now=NOW) is None


def test_a_point_outside_every_quarter_is_refused(quarter: Quarter) -> None:
    place, _posted = unplaced(quarter)
    with pytest.raises(Refusal, match="outside_every_neighbourhood"):
        desk.place_on_grid(quarter.session, place, Point(48.85, 2.35), by=quarter.fatima, now=SOON)
