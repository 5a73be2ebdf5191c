"""What neighbours do with the mails they get: a real link, a real page, a real button.

Nobody is drawn twice from the same mail; the pace is the reply model of docs/matching.md.
"""

from __future__ import annotations

import heapq
import random
import re
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

MEDIAN_HOURS = 3.0
WAKES, SLEEPS = time(7, 30), time(23)
LINK = re.compile(r"http://localhost(/[^\s\"'<>]+)")
Button = tuple[str, str]


@dataclass(frozen=True)
class Habit:
    """The link of one kind of mail, and how likely each button of its page; the rest: silence."""

    path: str
    buttons: tuple[tuple[float, Button | None], ...]


HABITS: dict[MessageKind, Habit] = {
    MessageKind.PROPOSAL_HELPER: Habit(
        "/proposition/", ((0.42, ("answer", "yes")), (0.23, ("answer", "no")))
    ),
    MessageKind.PROPOSAL_RESIDENT: Habit(
        "/proposition/",
        (
            (0.25, ("answer", "advance")),
            (0.15, ("answer", "wait")),
            (0.03, ("answer", "not_needed")),
        ),
    ),
    MessageKind.HELPER_SAID_YES: Habit(
        "/proposition/", ((0.75, ("answer", "yes")), (0.08, ("answer", "no")))
    ),
    MessageKind.AGREED_HELPER: Habit("/rendez-vous/", ((0.06, None),)),
    MessageKind.AGREED_RESIDENT: Habit("/rendez-vous/", ((0.04, None),)),
}


@dataclass(order=True, frozen=True)
class Intention:
    """Somebody will press this button on that page at that moment."""

    at: datetime
    order: int
    path: str
    button: Button | None


class Neighbours:
    """Everybody who reads mails."""

    def __init__(self, town: Town, *, seed: int) -> None:
        self.town = town
        self.random = random.Random(seed)
        self._plans: list[Intention] = []
        self._order = count()
        self.n_pressed = 0

    def read(self, arrivals: list[Arrival]) -> None:
        """Look at the mails that came, and decide what to do about each, some time later."""
        with self.town.database.reading() as session:
            for arrival in arrivals:
                kind = session.get_one(Message, arrival.message_id).kind
                habit = HABITS.get(kind)
                if habit is not None:
                    self._decide(self.town.inbox.messages[arrival.number], habit)

    def _decide(self, mail: EmailMessage, habit: Habit) -> None:
        drawn = self.random.random()
        for share, button in habit.buttons:
            drawn -= share
            if drawn < 0:
                path = next(link for link in links_of(mail) if habit.path in link)
                delay = timedelta(hours=self.random.expovariate(0.693 / MEDIAN_HOURS))
                self.plan(self.town.now + delay, path, button)
                return

    def plan(self, at: datetime, path: str, button: Button | None) -> None:
        """Remember to press a button; None: to cancel the appointment of that page."""
        heapq.heappush(self._plans, Intention(at, next(self._order), path, button))

    def act(self) -> None:
        """Do what is due, if people are awake."""
        while self._plans and self._plans[0].at <= self.town.now and self._awake():
            intention = heapq.heappop(self._plans)
            if intention.button is None:
                self._cancel(intention.path)
            else:
                self._press(intention.path, intention.button)

    def _awake(self) -> bool:
        return WAKES <= local(self.town.now, ZONE).time() < SLEEPS

    def _press(self, path: str, button: Button) -> None:
        """Open the page; when the button is still there, press it."""
        browser = Browser(self.town.app)
        page = browser.get(path)
        if any(button in form.buttons for form in page.forms):
            browser.submit(button=button)
            self.n_pressed += 1

    def _cancel(self, path: str) -> None:
        browser = Browser(self.town.app)
        page = browser.get(path.split("?", maxsplit=1)[0] + "/annuler")
        if any(form.method == "post" for form in page.forms):
            browser.submit()
            self.n_pressed += 1


def links_of(mail: EmailMessage) -> list[str]:
    """Our links in the text part of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return [link.rstrip(").,") for link in LINK.findall(body.get_content())]
