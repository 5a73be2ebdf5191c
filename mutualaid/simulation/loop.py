"""One run: the weeks of one town under one policy, event by event."""

from __future__ import annotations

from mutualaid.simulation import answers, times
from mutualaid.simulation.answers import Says
from mutualaid.simulation.cases import Ask, AskState, Case, Status
from mutualaid.simulation.events import Kind
from mutualaid.simulation.needs import Town
from mutualaid.simulation.policies.base import Policy
from mutualaid.simulation.resident import ask_resident, hears_resident
from mutualaid.simulation.town import LEAVES_A_WEEK
from mutualaid.simulation.world import World

DRAIN_DAYS = 13
"""After the last request is published: until the last half-day of all has come."""


def run(town: Town, policy: Policy) -> World:
    """Live the weeks; the world as it is at the end."""
    world = World(town, keeps_budgets=policy.keeps_budgets, most_in_flight=policy.is_product)
    _fill_queue(world, policy)
    live = _Loop(world, policy)
    while len(world.queue):
        kind, number = world.queue.pop()
        live.handle(kind, number)
    return world


def _fill_queue(world: World, policy: Policy) -> None:
    """What will happen whoever is asked; days and joins come first within an hour."""
    town, queue = world.town, world.queue
    days = town.settings.days + DRAIN_DAYS
    for day in range(days):
        queue.push(24.0 * day, Kind.DAY, day)
        if day % 7 == 0 and day > 0:
            queue.push(24.0 * day, Kind.WEEK, day // 7)
        for hour in times.TICK_HOURS:
            queue.push(24.0 * day + hour, Kind.TICK)
    for helper, joins in enumerate(town.helpers.joins):
        if joins > 0:
            queue.push(float(joins), Kind.JOIN, helper)
    for need in town.needs:
        queue.push(need.at, Kind.REQUEST, need.number)
        queue.push(need.ends, Kind.DEADLINE, need.number)
    if policy.is_board:
        for at, helper in town.visits:
            queue.push(at, Kind.VISIT, helper)


class _Loop:
    """What each kind of event does."""

    def __init__(self, world: World, policy: Policy) -> None:
        self.world = world
        self.policy = policy
        self._handlers = {
            Kind.DAY: self._day,
            Kind.WEEK: self._week,
            Kind.JOIN: self._join,
            Kind.REQUEST: self._request,
            Kind.TICK: self._tick,
            Kind.ANSWER: self._answer,
            Kind.TIME_OUT: self._time_out,
            Kind.HEDGE: self._hedge,
            Kind.RESIDENT: self._resident,
            Kind.VISIT: self._visit,
            Kind.DEADLINE: self._deadline,
        }

    def handle(self, kind: Kind, number: int) -> None:
        """One event."""
        self._handlers[kind](number)

    def _day(self, _number: int) -> None:
        self.world.new_day()

    def _week(self, week: int) -> None:
        """Some stop, more of those who were asked a lot."""
        world = self.world
        for helper in world.present.nonzero()[0].tolist():
            asked = world.count_recent(helper)
            if answers.leaves(world.seed, helper, week, base=LEAVES_A_WEEK, n_asked=asked):
                world.present[helper] = False
                world.left_at[helper] = world.now
                self._says_no_to_all(helper)

    def _says_no_to_all(self, helper: int) -> None:
        world = self.world
        for ask in [ask for case in world.published.values() for ask in case.live]:
            if ask.helper == helper and ask.said is Says.NOTHING:
                world.end(ask)
                self._lost(ask.case)

    def _join(self, helper: int) -> None:
        self.world.present[helper] = True

    def _request(self, number: int) -> None:
        case = self.world.cases[number]
        self.world.published[number] = case
        self.policy.published(self.world, case)

    def _tick(self, _number: int) -> None:
        self.policy.tick(self.world)

    def _visit(self, helper: int) -> None:
        self.policy.visit(self.world, helper)

    def _hedge(self, number: int) -> None:
        world, case = self.world, self.world.cases[number]
        if case.hedge_at == world.now and case.status is Status.ASKED and case.waiting:
            self.policy.hedge(world, case)

    def _answer(self, number: int) -> None:
        world, ask = self.world, self.world.asks[number]
        if ask.state is AskState.OVER:
            if ask.reply.says is Says.YES and ask.case.agreed not in (None, ask):
                self._surplus(ask, is_reading=True)
            return
        was_held = ask.state is AskState.HELD
        world.heard(ask)
        if ask.said is Says.NO:
            world.end(ask)
            self._lost(ask.case)
            if ask.by_mail:
                self.policy.declined(world, ask.helper)
        elif not was_held:
            ask_resident(world, ask)

    def _surplus(self, ask: Ask, *, is_reading: bool = False) -> None:
        """A yes too many: she reads « Merci à vous », at once or in a mail."""
        if self.world.present[ask.helper]:
            self.world.wasted += 1
            self.policy.surplus(self.world, ask.helper, is_reading=is_reading)

    def _resident(self, number: int) -> None:
        world, ask = self.world, self.world.asks[number]
        waiting = [other for other in ask.case.live if other.said is Says.YES and other is not ask]
        if not hears_resident(world, ask):
            self._lost(ask.case)
        elif ask.case.agreed is ask:
            for other in waiting:
                self._surplus(other)

    def _time_out(self, number: int) -> None:
        world, ask = self.world, self.world.asks[number]
        if ask.state is AskState.OPEN and ask.said is Says.NOTHING:
            world.end(ask)
            world.ignored(ask)
            self._lost(ask.case)

    def _lost(self, case: Case) -> None:
        """Somebody asked is asked no more."""
        if case.status is Status.ASKED and not case.live:
            case.status = Status.OPEN
        if case.status in (Status.OPEN, Status.ASKED):
            self.policy.lost(self.world, case)

    def _deadline(self, number: int) -> None:
        case = self.world.cases[number]
        if case.status is not Status.AGREED:
            self.world.expire(case)
