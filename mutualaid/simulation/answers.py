"""The reply model: what a neighbour does with a mail, what a resident says to a yes.

p = .3, a median answer of 3 h, a 24 h time-out. SIGMA and SAYS_NO are the two that make this say
what the same model said when the policy was designed: asking one at a time 28.6 h in the middle and
3.5 mails, a blast of eight 1.4 h and 1.3 yeses too many. Two mails a week are read as one wishes; a
third is half as likely to be taken up, the next half again, and never less than a quarter.
After a mail some look at nothing for a while (Manshadi & Rodilitz, *Online Policies for Efficient
Volunteer Crowdsourcing*: a volunteer once asked is inactive for a random time).
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from mutualaid.domain.capacity import MOST_AT_ONCE
from mutualaid.simulation.draws import Purpose, lognormal, uniform

MEDIAN_H = 3.0
SIGMA = 1.28
"""One answer in 20 comes after 24 h."""
SAYS_NO = 3 / 7
"""Of those who do not say yes; the others say nothing."""
NIGHT = (22.0, 7.0)
"""Nobody answers between these hours; they answer within an hour of the morning."""
TIRED = (1.0, 0.5, 0.25)
"""For up to two mails within a week, for the third, for each one after it."""
GETS_INACTIVE = 0.2
INACTIVE_MEAN_H = 48.0
BY_KIND = {"papers": 0.9, "repairs": 0.85, "phone_chat": 1.15, "shopping": 1.1, "other": 0.8}
BY_HALF_DAY = (1.0, 1.05, 0.9)
"""Some kinds and hours are taken up less; never a person's own score."""
LEAVES_MORE = 0.005
"""A week, for each mail above two in that week."""
IN_ADVANCE = 0.6
"""Residents who said « D'accord d'avance »."""
RESIDENT_AGREES = 0.97
RESIDENT_MEDIAN_H = 2.0
RESIDENT_AT_MOST_H = 24.0
"""Then she has been telephoned."""


class Says(IntEnum):
    """What comes back."""

    YES = 1
    NO = 2
    NOTHING = 3


class Reply(NamedTuple):
    """What a neighbour says, and at which hour."""

    says: Says
    at: float


def willingness(p: float, kind: str, slot: int, n_recent: int) -> float:
    """The share of yeses, after so many mails within a week before this one."""
    tired = TIRED[min(max(0, n_recent + 1 - MOST_AT_ONCE), len(TIRED) - 1)]
    return min(1.0, p * BY_KIND.get(kind, 1.0) * BY_HALF_DAY[slot % 3] * tired)


def reply(seed: int, helper: int, need: int, *, willing: float, read_at: float) -> Reply:
    """The answer of this helper to this request, whoever asks her and when."""
    if uniform(seed, Purpose.WILLING, helper, need) < willing:
        says = Says.YES
    elif uniform(seed, Purpose.SAYS_NO, helper, need) < SAYS_NO:
        says = Says.NO
    else:
        return Reply(Says.NOTHING, float("inf"))
    delay = lognormal(uniform(seed, Purpose.ANSWER_DELAY, helper, need), MEDIAN_H, SIGMA)
    return Reply(says, _awake(seed, helper, need, read_at + delay))


def inactive_for(seed: int, helper: int, need: int) -> float:
    """For how many hours after this mail she looks at no other."""
    if uniform(seed, Purpose.INACTIVE, helper, need) >= GETS_INACTIVE:
        return 0.0
    u = uniform(seed, Purpose.INACTIVE_FOR, helper, need)
    return lognormal(u, INACTIVE_MEAN_H / 1.65, 1.0)


def resident_reply(seed: int, resident: int, helper: int, need: int, now: float) -> Reply:
    """What the resident says to this helper's yes; at once when she agreed in advance."""
    if uniform(seed, Purpose.IN_ADVANCE, resident, need) < IN_ADVANCE:
        return Reply(Says.YES, now)
    agrees = uniform(seed, Purpose.RESIDENT, helper, need) < RESIDENT_AGREES
    u = uniform(seed, Purpose.RESIDENT_DELAY, helper, need)
    delay = min(RESIDENT_AT_MOST_H, lognormal(u, RESIDENT_MEDIAN_H, SIGMA))
    at = min(_awake(seed, helper, need, now + delay), now + RESIDENT_AT_MOST_H)
    return Reply(Says.YES if agrees else Says.NO, at)


def leaves(seed: int, helper: int, week: int, *, base: float, n_asked: int) -> bool:
    """Whether she stops this week: more often when asked more than twice in it."""
    share = base + LEAVES_MORE * max(0, n_asked - MOST_AT_ONCE)
    return uniform(seed, Purpose.LEAVES, helper, week) < share


def _awake(seed: int, helper: int, need: int, at: float) -> float:
    """The same hour by day; in the morning, when it falls in the night."""
    hour = at % 24.0
    if NIGHT[1] <= hour < NIGHT[0]:
        return at
    morning = at - hour + NIGHT[1] + (24.0 if hour >= NIGHT[0] else 0.0)
    return morning + uniform(seed, Purpose.MORNING, helper, need)
