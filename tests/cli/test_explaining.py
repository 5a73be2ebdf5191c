"""`flask matching explain`: who could come, who cannot, what would unlock it, and no name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mutualaid.domain.clock import local_date, now_utc
from mutualaid.domain.distance import Reach
from mutualaid.domain.slots import FULL_WEEK, HalfDay, Slot, weekly_bit
from mutualaid.models import Absence, Block, HelpRequest, Neighbourhood, Offer, Recurrence
from mutualaid.services import explaining
from tests import factories


class Town:
    """Jeanne asks for a hand in four days; whoever helps is told by a number."""

    def __init__(self, session: Session, **need: object) -> None:
        self.session = session
        self.home: Neighbourhood = factories.neighbourhood(session)
        self.day: date = local_date(now_utc(), self.home.zone) + timedelta(days=4)
        jeanne = factories.person(session, self.home, "Jeanne", last_name="Dupont")
        slots = need.pop("slots", (Slot.of(self.day, HalfDay.AFTERNOON),))
        self.need: HelpRequest = factories.help_request(session, jeanne, slots=slots, **need)

    def helper(self, first_name: str, **values: object) -> Offer:
        return factories.helper(
            self.session, self.home, first_name, phone=None, last_name="Martin", **values
        )

    def only(self, half_day: HalfDay, weekday: int | None = None) -> int:
        return 1 << weekly_bit(self.day.weekday() if weekday is None else weekday, half_day)


def said(app: Flask, build: Callable[[Session], Town], lang: str = "en") -> str:
    with app.extensions["database"].transaction() as session:
        number = build(session).need.id
    ended = app.test_cli_runner().invoke(args=["matching", "explain", str(number), "--lang", lang])
    assert ended.exit_code == 0, ended.output
    return ended.output


def whole_town(session: Session) -> Town:
    town = Town(session)
    town.helper("Karim")
    town.helper("Ali", reach=Reach.FIVE_MINUTES).user.place.lat += 0.01
    town.helper("Rose", met_on=None, level=0)
    town.helper("Omar", weekly_mask=town.only(HalfDay.EVENING))
    town.helper("Nour", categories=("papers",))
    hidden = town.helper("Zoé")
    session.add(
        Block(blocker_id=hidden.user_id, blocked_id=town.need.user_id, created_at=now_utc())
    )
    session.flush()
    return town


def test_it_says_who_could_come_who_cannot_and_what_would_unlock_it(app: Flask) -> None:
    lines = said(app, whole_town).splitlines()
    text = "\n".join(lines)
    assert "Who could come: 1" in lines
    assert "points: walk 0, load 0, refusals 0, face 0; 0 in all" in text
    assert "Who cannot come: 5" in lines
    assert "     1  Does not offer this kind of help (offer " in text
    assert "     1  Lives too far away for the distance chosen (offer " in text
    assert "Not met by the team yet: 1 person (offer " in text
    assert "Meet this person, then note it." in text
    assert "The nearest: about 20 minutes on foot." in text
    assert "Its place by urgency, then by waiting: 1 of 1" in text
    assert "Another day: " in text


def test_it_says_the_same_in_french(app: Flask) -> None:
    text = said(app, whole_town, "fr")
    assert "Qui pourrait venir\u00a0: 1" in text
    assert "Qui ne peut pas venir\u00a0: 5" in text
    assert "Ce qui débloquerait" in text
    assert "points\u00a0: marche 0, charge 0, refus 0, visage 0\u00a0; 0 en tout" in text


def test_it_shows_nobodys_name_address_or_mail_and_blocks_have_no_number(app: Flask) -> None:
    text = said(app, whole_town)
    for word in ("Karim", "Zoé", "Jeanne", "Dupont", "Martin", "@", "Lilas", "+33"):
        assert word not in text
    assert "     1  Does not suit this request" in text.splitlines()
    assert "Les Brosses" in text


def lonely(session: Session) -> Town:
    town = Town(session)
    for name in ("Omar", "Rose"):
        town.helper(name, weekly_mask=town.only(HalfDay.MORNING))
    return town


def test_another_half_day_is_told_with_how_many_are_free_then(app: Flask) -> None:
    text = said(app, lonely)
    assert "Who could come: 0" in text
    assert "Now: 2 neighbours offer it, none is free then." in text
    assert "Another day: 2 people are free " in text
    assert text.count("2  Is not free then (offers ") == 1


def team(session: Session) -> Town:
    day = local_date(now_utc(), "Europe/Paris") + timedelta(days=4)
    both = (Slot.of(day, HalfDay.MORNING), Slot.of(day, HalfDay.AFTERNOON))
    town = Town(session, category="moving", helpers_needed=3, slots=both)
    town.helper("Karim")
    town.helper("Omar", weekly_mask=town.only(HalfDay.MORNING))
    return town


def test_a_team_reads_how_many_are_free_on_each_half_day(app: Flask) -> None:
    lines = said(app, team).splitlines()
    assert "  Still to be found: 3 of 3" in lines
    assert [line.split(": ")[1] for line in lines if line.endswith("3 still to be found")] == [
        "2 people free, 3 still to be found",
        "1 person free, 3 still to be found",
    ]


def weekly(session: Session) -> Town:
    day = local_date(now_utc(), "Europe/Paris") + timedelta(days=4)
    slots = tuple(Slot.of(day + timedelta(weeks=week), HalfDay.MORNING) for week in range(3))
    town = Town(session, slots=slots, recurrence=Recurrence.WEEKLY)
    karim = town.helper("Karim", weekly_mask=FULL_WEEK)
    gap = day + timedelta(weeks=1)
    session.add(Absence(user_id=karim.user_id, starts_on=gap, ends_on=gap))
    session.flush()
    return town


def test_a_series_may_lack_one_date_when_nobody_has_them_all(app: Flask) -> None:
    text = said(app, weekly)
    assert "Who could come: 1" in text
    assert "\n      not on " in text


def test_what_stands_alone_in_the_way_is_what_would_unlock_it(app: Flask) -> None:
    with app.extensions["database"].transaction() as session:
        town = Town(session)
        unmet = town.helper("Rose", met_on=None, level=1)
        town.helper("Omar", met_on=None, weekly_mask=town.only(HalfDay.EVENING))
        found = explaining.explain(session, town.need, now=now_utc())
        assert list(found.unable) == ["not_met"]
        assert len(found.unable["not_met"]) == 2
        assert found.lifts == {"not_met": [unmet]}
        assert found.able == []


def test_the_pressing_and_those_who_wait_longer_come_first(app: Flask) -> None:
    with app.extensions["database"].transaction() as session:
        town = Town(session)
        now = now_utc()
        town.need.confirmed_at = now - timedelta(days=3)
        for name, days, is_urgent in (("Odile", 9, False), ("Ines", 1, False), ("Paul", 0, True)):
            other = factories.help_request(
                session,
                factories.person(session, town.home, name),
                slots=(Slot.of(town.day, HalfDay.AFTERNOON),),
                is_urgent=is_urgent,
            )
            other.confirmed_at = now - timedelta(days=days)
        session.flush()
        turn = explaining.explain(session, town.need, now=now).turn
        assert turn == explaining.Turn(3, 4)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_a_run_would_choose_comes_first(app: Flask, lang: str) -> None:
    def near_and_far(session: Session) -> Town:
        town = Town(session)
        town.helper("Karim").user.place.lat += 0.008
        town.helper("Omar")
        return town

    with app.extensions["database"].transaction() as session:
        town = near_and_far(session)
        found = explaining.explain(session, town.need, now=now_utc())
        assert [each.points.walk for each in found.able] == [0, 16384]
        assert found.able[0].rank < found.able[1].rank


def test_a_request_that_does_not_exist(app: Flask) -> None:
    ended = app.test_cli_runner().invoke(args=["matching", "explain", "77"])
    assert ended.exit_code == 1
    assert ended.output == "Error: There is no request 77.\n"
