"""Two quarters, an empty one and a very full one; and everybody who has a window of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    DoorSheet,
    HelperWish,
    HelpRequest,
    Neighbourhood,
    Offer,
    SecondFactor,
    SignIn,
    Task,
    User,
)
from mutualaid.services import absences, coordination, second_factors, sign_ins, tasks
from mutualaid.services.coordination import claims
from tests import factories
from tests.blueprints.conftest import add_street
from tests.blueprints.help_requests.walk import JEANNE, SHOPPING, WHEN, WHERE, walk_to_check
from tests.browser import Browser
from tests.factories import NOW, TODAY
from tests.factories.desks import Desk, furnish_ours, furnish_theirs
from tests.factories.whole_life import Life, live
from tests.pages.known import acquaint, begin_import
from tests.pages.scenes import AFTER, Scenes
from tests.pages.site import Site
from tests.pages.veille import Veille
from tests.pages.visit import Visit

MANY = 200
LONG_NAME = "Marie-Antoinette-Victorine-Joséphine de la Tour-Saint"
LONG_MAIL = "une.adresse.vraiment.tres.longue.de.marie.antoinette@un-nom-de-domaine.example.fr"
LONG_STREET = "chemin de la Croix-Rousse-et-des-Quatre-Vents-de-Saint-Cyr"
LILAS = "streets:12 Rue des Lilas, 69100 Villeurbanne"
OFFER: tuple[dict[str, Any], ...] = (
    {"categories": ["shopping", "papers"]},
    {"week": ["0", "4"]},
    {"reach": "ten_minutes"},
    {"rhythm": "2"},
    WHERE,
    {"choice": LILAS},
    {"first_name": "Karim", "phone": "06 39 98 12 01", "is_adult": "y"},
)
ASK: tuple[dict[str, Any], ...] = ({"category": "shopping"}, SHOPPING, WHEN, WHERE)
ANY_LILAC = {"line": "12 des Lilas", "town": "69100"}
"""The street and the alley: one of the two must be chosen."""
STUCK: dict[str, tuple[str, tuple[dict[str, Any], ...]]] = {
    "help_requests.details": ("/demander", ASK[:1]),
    "help_requests.address": ("/demander", (*ASK[:3], ANY_LILAC)),
    "offers.distance": ("/aider", OFFER[:2]),
    "offers.rhythm": ("/aider", OFFER[:3]),
    "offers.address": ("/aider", (*OFFER[:4], ANY_LILAC)),
}
"""Pages whose choice can only be forgotten by somebody who comes there first: and how she did."""
RELATIVE = {"first_name": "Odette", "phone": "06 39 98 12 77", "mails_to": "mail", "is_adult": "y"}


class Town:
    """Seeds the site; then `site.window(name)` is the window of each of these."""

    def __init__(self, site: Site) -> None:
        self.site, self.database = site, site.database
        self.desk: Desk = furnish_ours(self.database)
        furnish_theirs(self.database, self.desk)
        with self.database.transaction() as session:
            home = session.get_one(Neighbourhood, self.desk.home_id)
            boss = session.get_one(User, self.desk.coordinator.id)
            add_street(session, home, "Allée des Lilas")
            self._share(session, boss, factories.coordinator(session, home, LONG_NAME[:40]))
            scenes = Scenes(session, home, boss)
            self.scenes: list[Visit] = scenes.play()
            session.add(
                SecondFactor(
                    user_id=boss.id,
                    secret_sealed=second_factors.seal(session.info["secret"], boss.id, "A" * 32),
                    created_at=NOW,
                )
            )
            self.odette: Life = live(session, home, "Odette", at_work=True)
            self.simone: Life = live(session, home, "Simone")
            people = self._people(session, home)
            watch = Veille(session)
            self.scenes += watch.visits()
        people |= (
            scenes.people
            | watch.windows
            | {
                "resident": self.desk.resident_id,
                "helper": self.desk.helper_id,
                "odette": self.odette.person_id,
                "simone": self.simone.person_id,
                "coordinator": self.desk.coordinator.id,
            }
        )
        for name, user_id in people.items():
            site.sign_in(name, user_id)
        site.sign_in("owes a code", people["empty desk"], is_proved=False)
        site.sign_in("owes digits", self.desk.coordinator.id, is_proved=False)
        site.sign_in("importing", self.desk.coordinator.id)
        begin_import(self.database, site.cookies["importing"], self.desk.home_id)
        site.sign_in("coordinator later", self.desk.coordinator.id, now=AFTER)
        self.full_resident_id = people["very long"]
        self._visitors()

    def _share(self, session: Session, boss: User, other: User) -> None:
        """A task handed to the boss with a long word, one that her colleague has; two decisions."""
        handed, held = (
            session.get_one(Task, number)
            for number in (self.desk.task_id, self.desk.failed_task_id)
        )
        claims.hand_over(session, handed, boss, "Après 18 h. " * 16, by=other, now=NOW)
        claims.take(session, held, by=other, now=NOW)
        need = session.get_one(HelpRequest, self.desk.request_id)
        for number, wish in (
            (self.desk.offer_id, HelperWish.PIN),
            (self.desk.phone_offer_id, HelperWish.FORBID),
        ):
            offer = session.get_one(Offer, number)
            coordination.choose(session, need, offer, wish, by=other, now=NOW)

    def _people(self, session: Session, home: Neighbourhood) -> dict[str, int]:
        """Somebody new, somebody whose every word is long, and two more desks."""
        new = factories.person(session, home, "Nadia", place=None)
        young = factories.person(session, home, "Léo", is_adult=False)
        empty = factories.neighbourhood(session, "Les Vides", commune="Bron", postcode="69500")
        full = factories.neighbourhood(
            session, "Les Pleins-de-Saint-Symphorien-sur-Coise", commune="Bron", postcode="69500"
        )
        empty_boss = factories.coordinator(session, empty, "Inès")
        full_boss = factories.coordinator(session, full, "Maïa")
        long = self._fill(session, full)
        acquaint(session, session.get_one(User, long), full_boss)
        day = TODAY + timedelta(days=40)
        absences.add(session, new, day, day + timedelta(days=6), by=new, now=NOW)
        self.two_mail = "ensemble@example.fr"
        for first_name in ("Lucie", "Marcel"):
            factories.person(session, home, first_name, email=self.two_mail)
        session.flush()
        return {
            "new": new.id, "young": young.id, "empty desk": empty_boss.id,
            "full desk": full_boss.id, "very long": long,
        }  # fmt: skip

    def _fill(self, session: Session, full: Neighbourhood) -> int:
        """Two hundred of everything; every tenth has the longest name that we take."""
        first = 0
        for n in range(MANY):
            is_long = n % 10 == 0
            place = factories.place(
                session, full, street=LONG_STREET if is_long else "rue Basse", number=str(n + 1)
            )
            person = factories.person(
                session, full, LONG_NAME[:40] if is_long else "Ana",
                last_name=LONG_NAME if is_long else "",
                email=f"{n}.{LONG_MAIL}" if is_long else None,
                phone=f"+3363998{2000 + n}", phone_confirmed_at=NOW,
                channel=Channel.EMAIL if is_long else Channel.CALL, place=place,
            )  # fmt: skip
            first = first or person.id
            if is_long:
                sheet = {"house_number": str(n + 1), "stair": "B", "n_opened": n, "n_paper": n // 2}
                session.add(
                    DoorSheet(
                        neighbourhood_id=full.id, street=LONG_STREET, on_date=TODAY,
                        written_at=NOW, **sheet,
                    )
                )  # fmt: skip
            factories.help_request(session, person, "moving" if is_long else "shopping")
            tasks.ask_desk(
                session, TaskKind.MEET, f"meet:user:{person.id}", now=NOW,
                neighbourhood_id=full.id, user_id=person.id,
            )  # fmt: skip
        return first

    def _visitors(self) -> None:
        """Whoever has begun a form, or has just sent one."""
        self._keep("asking", self._asks())
        self._keep("asked", self._asks(sends=True))
        self._keep(
            "asking by phone", self._browser("/demander", {"category": "phone_chat"}, {}, WHEN)
        )
        relative = ({"category": "shopping", "for_whom": "relative"}, RELATIVE, SHOPPING, WHEN)
        self._keep("asking for another", self._browser("/demander", *relative))
        self._keep("offering", self._browser("/aider", *OFFER))
        self._keep("offered", self._browser("/aider", *OFFER, {"charter": "y"}))
        self._keep("entering", self._browser("/entrer", {"email": "jeanne@example.fr"}))
        self._keep("two", self._two())
        for name, (path, answers) in STUCK.items():
            self._keep(name, self._browser(path, *answers))
        joins = {
            "first_name": "Zoé", "phone": "06 39 98 12 55", "is_adult": "y",
            "neighbourhood": str(self.desk.home_id),
        }  # fmt: skip
        self._keep("joined", self._browser("/inscription", joins))
        moving = Browser(self.site.app)
        moving.client.set_cookie("fil", self.site.cookies["resident"])
        moving.get("/mon-espace/adresse")
        moving.submit(ANY_LILAC)

    def _browser(self, path: str, *answers: dict[str, Any]) -> Browser:
        browser = Browser(self.site.app)
        browser.get(path)
        for answer in answers:
            browser.submit(answer)
        return browser

    def _asks(self, *, sends: bool = False) -> Browser:
        browser = Browser(self.site.app)
        walk_to_check(browser, reach=JEANNE)
        if sends:
            browser.submit({})
        return browser

    def _two(self) -> Browser:
        """One mailbox, two people: the code is right, who it is is not known yet."""
        browser = self._browser("/entrer", {"email": self.two_mail})
        browser.get("/entrer/code")
        secret = self.site.app.config["SETTINGS"].secret_key
        with self.database.reading() as session:
            row = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
            assert row is not None
            code = sign_ins.code_text(secret, row)
        browser.submit({"code": code})
        return browser

    def _keep(self, name: str, browser: Browser) -> None:
        client: FlaskClient = browser.client
        cookie = client.get_cookie("fil")
        assert cookie is not None, name
        self.site.cookies[name] = cookie.value

    def sign_in_links(self) -> list[Visit]:
        """Alive in another browser and in this one, too old, and used."""
        secret = self.site.app.config["SETTINGS"].secret_key
        with self.database.reading() as session:
            rows = session.scalars(select(SignIn).order_by(SignIn.id)).all()
            used = next(row for row in rows if row.used_at is not None)
            alive = next(row for row in reversed(rows) if row.used_at is None)
            texts = [sign_ins.link_text(secret, row) for row in (used, alive)]
        path = [f"/entrer/lien/{text}" for text in texts]
        return [
            Visit("link used", path[0]),
            Visit("link of another browser", path[1]),
            Visit("link of this browser", path[1], "entering"),
            Visit("link too old", path[1], at=NOW + timedelta(days=1)),
        ]
