"""A call, a code or a link reached somebody: what waited opens, and only that."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.geo import Precision
from mutualaid.domain.statuses import Channel, OfferStatus, RequestStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Neighbourhood, Place, SignIn
from mutualaid.services import places, sign_ins, users
from tests import factories as f
from tests.services.users.people import actions, join, tasks_of


def test_who_left_a_phone_only_is_called_and_the_call_opens_what_waited(
    session: Session, home: Neighbourhood
) -> None:
    offer = f.helper(session, home, "Ali", email=None, phone="+33639981207", met_on=None)
    offer.status, offer.user.phone_confirmed_at = OfferStatus.UNCONFIRMED, None
    session.flush()
    users.ask_confirmation(session, offer.user, browser_id="b", now=f.NOW)
    users.ask_confirmation(session, offer.user, browser_id="b", now=f.NOW)
    assert tasks_of(session, TaskKind.CONFIRM) == [TaskStatus.OPEN]
    users.confirm_channel(session, offer.user, Channel.CALL, by=None, now=f.NOW)
    session.refresh(offer)
    assert offer.status is OfferStatus.ACTIVE
    assert tasks_of(session, TaskKind.CONFIRM) == [TaskStatus.CANCELLED]
    assert tasks_of(session, TaskKind.MEET) == [TaskStatus.OPEN]


def test_confirming_twice_is_written_once(session: Session, home: Neighbourhood) -> None:
    rose = join(session, home, email="rose@example.fr")
    for _ in range(2):
        users.confirm_channel(session, rose, Channel.EMAIL, by=rose, now=f.NOW)
    assert actions(session).count("channel_confirmed") == 1


def test_an_address_that_nobody_found_becomes_a_task_once_confirmed(
    session: Session, home: Neighbourhood
) -> None:
    typed = places.Typed("quelque part derrière l’église", "Villeurbanne")
    place: Place = places.settle(session, typed, now=f.NOW)
    rose = join(session, home, email="rose@example.fr", place=place)
    assert place.precision is Precision.COMMUNE
    assert tasks_of(session, TaskKind.PLACE_ADDRESS) == []
    users.confirm_channel(session, rose, Channel.EMAIL, by=rose, now=f.NOW)
    assert tasks_of(session, TaskKind.PLACE_ADDRESS) == [TaskStatus.OPEN]


def test_coming_in_for_something_else_opens_nothing_that_a_stranger_posted(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = f.person(session, home, "Jeanne")
    posted = f.help_request(session, jeanne, status=RequestStatus.UNCONFIRMED, confirmed_at=None)
    sign_ins.ask_link(session, "jeanne@example.fr", browser_id="b", about=None, now=f.NOW)
    row = session.scalars(select(SignIn)).one()
    users.enter(session, row, jeanne, now=f.NOW)
    assert posted.status is RequestStatus.UNCONFIRMED


def test_signed_in_one_confirms_oneself_what_a_lost_mail_should_have_confirmed(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = f.person(session, home, "Jeanne")
    posted = f.help_request(session, jeanne, status=RequestStatus.UNCONFIRMED, confirmed_at=None)
    users.open_what_waited(session, jeanne, now=f.NOW)
    assert posted.status is RequestStatus.OPEN
