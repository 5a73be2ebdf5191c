"""What one policy has made of the town so far, and the budgets that none of its mails may break."""

from __future__ import annotations

import numpy as np

from mutualaid.domain.capacity import MONTH, MOST_AT_ONCE, WEEK, Load
from mutualaid.domain.deadlines import MOST_IN_FLIGHT
from mutualaid.domain.slots import HORIZON_DAYS
from mutualaid.matching.instance import Array
from mutualaid.simulation import answers, times
from mutualaid.simulation.answers import Says
from mutualaid.simulation.cases import Ask, AskState, Case, Status
from mutualaid.simulation.events import EventQueue, Kind
from mutualaid.simulation.needs import Need, Town

WEEK_H = WEEK.days * 24.0
NO_LIMIT = 1_000_000


class BrokenBudgetError(AssertionError):
    """The simulation asked somebody whom the rules protect: a defect of the policy."""


class World:
    """One run of one policy; every change of state is a method here."""

    def __init__(self, town: Town, *, keeps_budgets: bool, most_in_flight: bool = True) -> None:
        self.town = town
        self.seed = town.seed
        self.p = town.settings.p
        self.keeps_budgets = keeps_budgets
        self.most_in_flight = most_in_flight
        self.queue = EventQueue()
        helpers = town.helpers
        n = len(helpers)
        self.cases = [Case(need, np.zeros(len(need.near), dtype=bool)) for need in town.needs]
        self.published: dict[int, Case] = {}
        "Requests that may still be served, by number."
        self.asks: list[Ask] = []
        self.free = helpers.free.copy()
        self.present = helpers.joins <= 0.0
        self.left_at = np.full(n, np.inf)
        self.rhythm = np.where(helpers.rhythm > 0, helpers.rhythm, NO_LIMIT)
        self.open = np.zeros(n, dtype=np.int64)
        self.appointments = np.zeros((n, self.free.shape[1] // 3), dtype=np.int8)
        "(helper, day)."
        self.agreed = np.zeros(n, dtype=np.int64)
        "Appointments within the month that counts."
        self.last_asks = np.full((n, 2), -np.inf)
        "Hours of the last mail and of the one before."
        self.asked_at: list[list[float]] = [[] for _ in range(n)]
        self.rest_until = np.full(n, -np.inf)
        self.n_ignored = [0] * n
        self.inactive_until = [0.0] * n
        self.met_before: dict[int, set[int]] = {}
        "Helpers, by resident."
        self.given: set[tuple[int, int]] = set()
        "(helper, half-day) of every appointment."
        self.wasted = 0
        self.left_in_hand: list[float] = []
        "Day by day, the share of helpers whom the budgets let be asked once more."
        self.days_present = np.zeros(n, dtype=np.int64)

    @property
    def now(self) -> float:
        """Hours since the first midnight."""
        return self.queue.now

    # Who may be asked -------------------------------------------------------------------------

    def asked_within_week(self, rows: Array) -> Array:
        """Mails of the last 7 days, 2 at most counted."""
        recent: Array = (self.last_asks[rows] > self.now - WEEK_H).sum(axis=1)
        return recent

    def places(self, rows: Array) -> Array:
        """C of the design for these helpers: what one more plan may give them."""
        left = np.minimum(
            self.rhythm[rows] - self.agreed[rows] - self.open[rows],
            MOST_AT_ONCE - np.maximum(self.open[rows], self.asked_within_week(rows)),
        )
        may = self.present[rows] & (self.rest_until[rows] <= self.now)
        result: Array = np.where(may, np.maximum(left, 0), 0)
        return result

    def slots_left(self, need: Need) -> list[int]:
        """Half-days for which somebody can still be asked."""
        now, urgent = self.now, need.is_urgent(self.now)
        return [slot for slot in need.slots if now <= times.last_ask(slot, urgent=urgent)]

    def suitable(self, case: Case) -> tuple[Array, Array]:
        """(places in `near`, half-day) of all who may be asked now, the nearest first."""
        need, slots = case.need, self.slots_left(case.need)
        if not slots:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        rows = need.near
        may = self.present[rows] & ~case.barred
        if self.keeps_budgets:
            may &= self.places(rows) > 0
        else:
            may &= self.rhythm[rows] > self.agreed[rows] + self.open[rows]
        if not need.kind.is_remote:
            may &= self.town.helpers.met[rows] <= self.now
        place = np.flatnonzero(may)
        free = self.free[rows[place][:, None], slots]
        some = free.any(axis=1)
        return place[some], np.array(slots)[free[some].argmax(axis=1)]

    def slot_for(self, case: Case, helper: int, *, by_mail: bool) -> int | None:
        """The soonest half-day for which this one may be asked; None when she may not."""
        need, row = case.need, np.array([helper])
        place = need.place_of.get(helper)
        if place is None or case.barred[place] or not self.present[helper]:
            return None
        if self.agreed[helper] + self.open[helper] >= self.rhythm[helper]:
            return None
        if by_mail and self.places(row)[0] < 1:
            return None
        is_asked_enough = self.open[helper] >= MOST_AT_ONCE or self.rest_until[helper] > self.now
        if self.keeps_budgets and is_asked_enough:
            return None
        if not need.kind.is_remote and self.town.helpers.met[helper] > self.now:
            return None
        return next((slot for slot in self.slots_left(need) if self.free[helper, slot]), None)

    # What happens -----------------------------------------------------------------------------

    def ask(
        self, case: Case, helper: int, slot: int, *, at_once: bool = False, by_mail: bool = True
    ) -> Ask:
        """Send one proposal; `at_once`: she has a page open and answers there, or leaves it.

        What only a page shows is no mail, and the budgets are of mails.

        Raises
        ------
        BrokenBudgetError
            When the product would never have sent it.
        """
        need, now = case.need, self.now
        self._check(case, helper, slot, by_mail=by_mail)
        read_at = now if at_once else times.read_at(now)
        n_recent = self.count_recent(helper)
        willing = answers.willingness(self.p, need.kind.key, slot, n_recent)
        reply = answers.reply(self.seed, helper, need.number, willing=willing, read_at=read_at)
        if at_once:
            reply = answers.Reply(Says.YES if reply.says is Says.YES else Says.NO, now)
        elif read_at < self.inactive_until[helper]:
            reply = answers.Reply(Says.NOTHING, np.inf)
        ends = times.deadline(now, slot, urgent=need.is_urgent(now))
        ask = Ask(len(self.asks), case, helper, slot, now, ends, reply, by_mail=by_mail)
        self.asks.append(ask)
        self._note_ask(case, ask)
        if ask.by_mail:
            self._note_mail(ask, read_at)
        if reply.at < ends:
            self.queue.push(max(now, reply.at), Kind.ANSWER, ask.number)
        self.queue.push(ends, Kind.TIME_OUT, ask.number)
        return ask

    def _note_ask(self, case: Case, ask: Ask) -> None:
        case.live.append(ask)
        case.barred[case.need.place_of[ask.helper]] = True
        case.status = Status.ASKED if case.status is Status.OPEN else case.status
        self.free[ask.helper, ask.slot] = False
        self.open[ask.helper] += 1

    def _note_mail(self, ask: Ask, read_at: float) -> None:
        """It counts for her week, and after it she may look at no other for a while."""
        case, helper, now = ask.case, ask.helper, ask.at
        case.n_mails += 1
        self.last_asks[helper] = now, self.last_asks[helper, 0]
        self.asked_at[helper].append(now)
        quiet = read_at + answers.inactive_for(self.seed, helper, case.need.number)
        self.inactive_until[helper] = max(self.inactive_until[helper], quiet)

    def _check(self, case: Case, helper: int, slot: int, *, by_mail: bool) -> None:
        """Hard rules for every policy; the mail budgets for those that promise them."""
        who, need = f"helper {helper}, request {case.need.number}", case.need
        if case.status in (Status.AGREED, Status.EXPIRED) or slot not in need.slots:
            raise BrokenBudgetError(f"{who}: nothing is to be asked")
        if not self.present[helper] or not self.free[helper, slot]:
            raise BrokenBudgetError(f"{who}: she is not free")
        if case.barred[need.place_of[helper]]:
            raise BrokenBudgetError(f"{who}: asked before")
        rhythm = int(self.rhythm[helper])
        if not self.keeps_budgets:
            if self.agreed[helper] + self.open[helper] >= rhythm:
                raise BrokenBudgetError(f"{who}: her rhythm is reached")
            return
        load = Load(
            booked=int(self.agreed[helper] + self.open[helper]),
            open=int(self.open[helper]),
            asked=self.count_recent(helper) if by_mail else 0,
        )
        if load.capacity(rhythm) < 1 or self.rest_until[helper] > self.now:
            raise BrokenBudgetError(f"{who}: {load}, rests until {self.rest_until[helper]}")
        at_most = MOST_IN_FLIGHT
        if need.is_urgent(self.now):
            at_most = self.town.settings.urgent_in_flight
        if self.most_in_flight and len(case.waiting) >= at_most:
            raise BrokenBudgetError(f"{who}: {len(case.waiting)} are asked already")

    def count_recent(self, helper: int) -> int:
        since, count = self.now - WEEK_H, 0
        for at in reversed(self.asked_at[helper]):
            if at <= since:
                break
            count += 1
        return count

    def sign_up(self, case: Case, helper: int, slot: int) -> Ask:
        """A yes that nobody asked for by mail: on a board."""
        if self.agreed[helper] + self.open[helper] >= self.rhythm[helper]:
            raise BrokenBudgetError(f"helper {helper}: her rhythm is reached")
        if not self.free[helper, slot]:
            raise BrokenBudgetError(f"helper {helper}: she is not free")
        reply = answers.Reply(Says.YES, self.now)
        ask = Ask(len(self.asks), case, helper, slot, self.now, self.now, reply, by_mail=False)
        self.asks.append(ask)
        self._note_ask(case, ask)
        return ask

    def heard(self, ask: Ask) -> None:
        """Any answer ends a rest."""
        ask.said = ask.reply.says
        self.n_ignored[ask.helper] = 0
        self.rest_until[ask.helper] = -np.inf

    def ignored(self, ask: Ask) -> None:
        """No answer in time: she is left in peace for a while."""
        helper = ask.helper
        self.n_ignored[helper] += 1
        n_resting = self.n_ignored[helper] + 1 - self.town.settings.rest_from
        if n_resting > 0:
            self.rest_until[helper] = self.now + times.rest_hours(n_resting)

    def end(self, ask: Ask, *, keeps_half_day: bool = False) -> None:
        """The proposal is over."""
        if ask.state is AskState.OVER:
            return
        ask.state = AskState.OVER
        self.open[ask.helper] -= 1
        ask.case.live.remove(ask)
        if not keeps_half_day:
            self.free[ask.helper, ask.slot] = True

    def agree(self, ask: Ask) -> None:
        """Both have said yes: an appointment; the others are thanked."""
        case, helper = ask.case, ask.helper
        known = self.met_before.setdefault(case.need.resident, set())
        case.status, case.agreed, case.agreed_at = Status.AGREED, ask, self.now
        case.is_new_pair = helper not in known
        known.add(helper)
        self.end(ask, keeps_half_day=True)
        if (helper, ask.slot) in self.given:
            raise BrokenBudgetError(f"helper {helper}: half-day {ask.slot} was given twice")
        self.given.add((helper, ask.slot))
        self.appointments[helper, ask.slot // 3] += 1
        self.agreed[helper] += 1
        self.published.pop(case.need.number, None)
        for other in list(case.live):
            self.end(other)

    def expire(self, case: Case) -> None:
        """Its last half-day has come."""
        case.status = Status.EXPIRED
        self.published.pop(case.need.number, None)
        for ask in list(case.live):
            self.end(ask)

    def new_day(self) -> None:
        """The month that counts moves on by one day."""
        today = round(self.now / 24.0)
        window = slice(max(0, today - MONTH.days), today + HORIZON_DAYS)
        self.agreed = self.appointments[:, window].sum(axis=1, dtype=np.int64)
        if today < self.town.settings.days:
            self.days_present += self.present
            some_left = self.places(np.arange(len(self.present))) > 0
            self.left_in_hand.append(float(some_left.sum() / max(1, self.present.sum())))
