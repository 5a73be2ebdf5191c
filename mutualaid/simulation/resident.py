"""A helper said yes: the resident is asked, unless she agreed in advance."""

from __future__ import annotations

from datetime import timedelta

from mutualaid.domain.deadlines import REOPENED_FOR_AT_LEAST
from mutualaid.simulation import answers, times
from mutualaid.simulation.answers import Says
from mutualaid.simulation.cases import Ask, AskState, Status
from mutualaid.simulation.events import Kind
from mutualaid.simulation.world import World

REOPENED_FOR_H = REOPENED_FOR_AT_LEAST / timedelta(hours=1)


def ask_resident(world: World, ask: Ask) -> None:
    """The request is held; the others who were asked wait."""
    case = ask.case
    case.status, ask.said = Status.HELD, Says.YES
    for other in case.live:
        if other is not ask and other.state is AskState.OPEN:
            other.state = AskState.HELD
    need = case.need
    reply = answers.resident_reply(world.seed, need.resident, ask.helper, need.number, world.now)
    latest = times.latest_answer(ask.slot, urgent=need.is_urgent(world.now))
    if reply.at > latest:
        reply = answers.Reply(Says.NOTHING, max(world.now, latest))
    world.queue.push(reply.at, Kind.RESIDENT, ask.number)
    ask.reply = reply


def hears_resident(world: World, ask: Ask) -> bool:
    """Whether nobody else is to be asked now.

    On a no the earliest waiting yes takes the place, else those still asked have time again.
    """
    case = ask.case
    if case.status is not Status.HELD or ask.state is AskState.OVER:
        return True
    if ask.reply.says is Says.YES:
        world.agree(ask)
        return True
    world.end(ask)
    case.status = Status.ASKED if case.live else Status.OPEN
    waiting = [
        other
        for other in case.live
        if other.said is Says.YES and times.starts_at(other.slot) > world.now
    ]
    if waiting:
        ask_resident(world, waiting[0])
        return True
    for other in case.live:
        other.state = AskState.OPEN
        if other.ends <= world.now:
            again = world.now + REOPENED_FOR_H
            world.queue.push(again, Kind.TIME_OUT, other.number)
    return bool(case.live)
