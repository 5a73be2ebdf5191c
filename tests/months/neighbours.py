"""What neighbours do with the mails they get: a real link, a real page, a real button.

Nobody is drawn twice from the same mail; the pace is the reply model of docs/matching.md.
"""

from __future__ import annotations

import heapq
import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from itertools import count

from mutualaid.demo.place import ZONE
from mutualaid.domain.clock import local
from mutualaid.domain.messages import MessageKind
from mutualaid.models import Message
from tests.browser import Browser
from tests.months.town import Arrival, Town
from tests.support.page import Page

MEDIAN_HOURS = 3.0
WAKES, SLEEPS = time(7, 30), time(23)
LINK = re.compile(r"http://localhost(/[^\s\"'<>]+)")
Button = tuple[str, str]
HIDDEN = ""
"""The only button of a form that knows the number of the other."""


@dataclass(frozen=True)
class Habit:
    """How likely somebody follows this link of a mail and presses these buttons, one by one."""

    share: float
    path: str
    buttons: tuple[Button, ...] = ()
    """None at all: the appointment of that page is cancelled."""


YES, NO = (("answer", "yes"),), (("answer", "no"),)
ASK, MEETING, AFTER, BREAK, GO_ON = (
    "/proposition/",
    "/rendez-vous/",
    "/retour/",
    "/pause/",
    "/prolonger/",
)
HABITS: dict[MessageKind, tuple[Habit, ...]] = {
    MessageKind.PROPOSAL_HELPER: (
        Habit(0.42, ASK, YES),
        Habit(0.20, ASK, NO),
        Habit(0.02, BREAK, (("mot", "1"),)),
        Habit(0.01, BREAK, (("mot", "stop"),)),
    ),
    MessageKind.PROPOSAL_RESIDENT: (
        Habit(0.25, ASK, (("answer", "advance"),)),
        Habit(0.15, ASK, (("answer", "wait"),)),
        Habit(0.03, ASK, (("answer", "not_needed"),)),
    ),
    MessageKind.HELPER_SAID_YES: (Habit(0.75, ASK, YES), Habit(0.08, ASK, NO)),
    MessageKind.AGREED_HELPER: (Habit(0.06, MEETING),),
    MessageKind.AGREED_RESIDENT: (Habit(0.04, MEETING),),
    MessageKind.FEEDBACK: (
        Habit(0.30, AFTER, (("feeling", "good"), ("again", "yes"), ("thanks", "precious"))),
        Habit(0.15, AFTER, (("feeling", "good"),)),
        Habit(0.04, AFTER, (("feeling", "mixed"), ("again", "no"))),
        Habit(0.02, AFTER, (("feeling", "bad"), ("avec", HIDDEN))),
        Habit(0.04, AFTER, (("took_place", "no"),)),
    ),
    MessageKind.FEEDBACK_REMINDER: (Habit(0.30, AFTER, (("feeling", "good"), ("again", "yes"))),),
    MessageKind.POST_ENDS: (Habit(0.60, GO_ON, (("reponse", "prolonger"),)),),
}


@dataclass(order=True, frozen=True)
class Intention:
    """Somebody will press these buttons on that page at that moment."""

    at: datetime
    order: int
    path: str
    buttons: tuple[Button, ...]


class Neighbours:
    """Everybody who reads mails."""

    def __init__(self, town: Town, *, seed: int) -> None:
        self.town = town
        self.random = random.Random(seed)
        self._plans: list[Intention] = []
        self._order = count()
        self.n_pressed: Counter[str] = Counter()

    def read(self, arrivals: list[Arrival]) -> None:
        """Look at the mails that came, and decide what to do about each, some time later."""
        with self.town.database.reading() as session:
            for arrival in arrivals:
                kind = session.get_one(Message, arrival.message_id).kind
                self._decide(self.town.inbox.messages[arrival.number], HABITS.get(kind, ()))

    def _decide(self, mail: EmailMessage, habits: tuple[Habit, ...]) -> None:
        drawn = self.random.random()
        for habit in habits:
            drawn -= habit.share
            if drawn < 0:
                path = next(link for link in links_of(mail) if habit.path in link)
                delay = timedelta(hours=self.random.expovariate(0.693 / MEDIAN_HOURS))
                self.plan(self.town.now + delay, path, habit.buttons)
                return

    def plan(self, at: datetime, path: str, buttons: tuple[Button, ...]) -> None:
        """Remember to press buttons; none: to cancel the appointment of that page."""
        heapq.heappush(self._plans, Intention(at, next(self._order), path, buttons))

    def act(self) -> None:
        """Do what is due, if people are awake."""
        while self._plans and self._plans[0].at <= self.town.now and self._awake():
            intention = heapq.heappop(self._plans)
            if intention.buttons:
                self._press(intention.path, intention.buttons)
            else:
                self._cancel(intention.path)

    def _awake(self) -> bool:
        return WAKES <= local(self.town.now, ZONE).time() < SLEEPS

    def _press(self, path: str, buttons: tuple[Button, ...]) -> None:
        """Open the page; press each button that is there when its turn comes."""
        browser = Browser(self.town.app)
        page = browser.get(path)
        for name, value in buttons:
            if not _has(page, name, value):
                return
            if value == HIDDEN:
                page = browser.submit({name: _hidden(page, name)})
            else:
                page = browser.submit(button=(name, value))
            self.n_pressed[name] += 1

    def _cancel(self, path: str) -> None:
        browser = Browser(self.town.app)
        page = browser.get(path.split("?", maxsplit=1)[0] + "/annuler")
        if any(form.method == "post" for form in page.forms):
            browser.submit()
            self.n_pressed["cancelled"] += 1


def _has(page: Page, name: str, value: str) -> bool:
    """Whether this button is (still) there."""
    if value == HIDDEN:
        return any(name in form.names for form in page.forms)
    return any((name, value) in form.buttons for form in page.forms)


def _hidden(page: Page, name: str) -> str:
    return next(value for form in page.forms for key, value in form.fields if key == name)


def links_of(mail: EmailMessage) -> list[str]:
    """Our links in the text part of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return [link.rstrip(").,") for link in LINK.findall(body.get_content())]
