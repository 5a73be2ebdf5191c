"""Why this pair, and why no pair: codes and numbers in plain Python; the words are elsewhere."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum


class PairCode(IntEnum):
    """What speaks for a pair; the number of the reason is given after the dash."""

    REMOTE = 1
    CLOSE_BY = 2
    TEN_MINUTES = 3
    TWENTY_MINUTES = 4
    KILOMETRES = 5  # how many, rounded up
    FREE_ON = 6  # the half-day's index
    NOT_ASKED_THIS_MONTH = 7
    JOBS_THIS_MONTH = 8  # how many
    NEW_FACE = 9
    KNOWN_FACE = 10


class UnmatchedCode(IntEnum):
    """Why a request is left out: the first true one, in this order."""

    NOT_PLACED = 1
    NEEDS_COORDINATOR = 2
    NOBODY_OFFERS = 3
    NOBODY_FREE = 4
    ALL_TOO_FAR = 5
    NOBODY_MET = 6
    NO_COMMON_LANGUAGE = 7
    ALL_ASKED_THIS_WEEK = 8
    ALL_AT_THEIR_RHYTHM = 9
    ALL_HAVE_BEEN_ASKED = 10
    TOO_FEW_TOGETHER = 11
    WAITS_BEHIND = 12
    NOBODY_SUITS = 13


@dataclass(frozen=True, slots=True)
class PairReason:
    """One reason for a pair."""

    code: PairCode
    n: int = 0


@dataclass(frozen=True, slots=True)
class UnmatchedReason:
    """The reason for no pair, and the half-day that would change it."""

    code: UnmatchedCode
    n: int
    "How many neighbours the sentence counts; for WAITS_BEHIND, how many requests."
    unlock_slot: int = -1
    "Another half-day on which most would be free; -1 = none."
    unlock_n: int = 0


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A request, as far as reasons go."""

    category: int
    slots: int
    "Bit mask of half-days."
    has_place: bool = True
    is_placed: bool = True
    needs_coordinator: bool = False
    "Several people."
    level: int = 0
    needs_met: bool = True
    language: int = 0
    "Mask of languages of which one must be shared; 0 = none asked for."
    choices: tuple[int, ...] = ()
    "Every week, two half-days or several people: the sets of half-days of which it takes one."
    helpers_needed: int = 1
    "At the same time, all or none."
    need: int = 0
    "As `costs.needs_of`: the pressing first, then the longest wait."
    may_miss: bool = False
    "Whether a helper free on all dates of a choice but one will do."
    books: int = 0
    "For how many coups de main of the month it counts; 1 or less = the capacity says all."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A helper beside that request, after the run."""

    categories: int
    slots: int
    distance_m: int | None
    "None when either is not placed."
    reach_m: float
    level: int
    met: bool
    languages: int
    capacity: int
    "Before the run."
    load: int
    rhythm: int
    is_here: bool = True
    "Her neighbourhood is the request's or a declared neighbour."
    was_asked: bool = False
    "Refused this request, or has it open."
    is_forbidden: bool = False
    "A block or a household."
    held_slots: int = 0
    "Half-days that the run gave her."
    serves_needs: tuple[int, ...] = ()
    "The needs of the requests that the run gave her."

    @property
    def is_at_her_rhythm(self) -> bool:
        """Whether this month is full by her own wish."""
        return 0 < self.rhythm <= self.load


def distance_reason(distance_m: int | None) -> PairReason:
    """The words for a distance: walking time up to a mile, kilometres beyond."""
    if distance_m is None:
        return PairReason(PairCode.REMOTE)
    if distance_m <= 400:
        return PairReason(PairCode.CLOSE_BY)
    if distance_m <= 800:
        return PairReason(PairCode.TEN_MINUTES)
    if distance_m <= 1600:
        return PairReason(PairCode.TWENTY_MINUTES)
    return PairReason(PairCode.KILOMETRES, -(-distance_m // 1000))


def reasons_for_pair(
    distance_m: int | None,
    slot: int,
    load: int,
    *,
    is_known: bool = False,
    prefers_known: bool | None = None,
) -> tuple[PairReason, ...]:
    """Near, free then, how often asked this month (`load`), and the face, if it is the wished one.

    `distance_m` None = remote; `prefers_known` None = either face will do.
    """
    asked = (
        PairReason(PairCode.JOBS_THIS_MONTH, load)
        if load
        else PairReason(PairCode.NOT_ASKED_THIS_MONTH)
    )
    face = PairReason(PairCode.KNOWN_FACE if is_known else PairCode.NEW_FACE)
    always = distance_reason(distance_m), PairReason(PairCode.FREE_ON, slot), asked
    return (*always, face) if is_known is prefers_known else always


def _offers_it(request: AskedFor, helper: Candidate) -> bool:
    return helper.is_here and bool(helper.categories >> request.category & 1)


def _is_free(request: AskedFor, helper: Candidate) -> bool:
    if request.choices:
        return any(_is_free_for(takes, helper.slots, request.may_miss) for takes in request.choices)
    return bool(helper.slots & request.slots)


def _is_free_for(takes: int, slots: int, may_miss: bool) -> bool:
    lacking = takes & ~slots
    if not lacking or not may_miss:
        return not lacking
    days = [0b111 << 3 * day for day in range(21) if lacking >> 3 * day & 0b111]
    return len(days) == 1 and bool(takes & ~days[0])


def _is_near(request: AskedFor, helper: Candidate) -> bool:
    if not request.has_place:
        return True
    return helper.distance_m is not None and helper.distance_m <= helper.reach_m


def _is_met(request: AskedFor, helper: Candidate) -> bool:
    return helper.level >= request.level and (helper.met or not request.needs_met)


def _shares_language(request: AskedFor, helper: Candidate) -> bool:
    return not request.language or bool(request.language & helper.languages)


def _may_be_asked(_request: AskedFor, helper: Candidate) -> bool:
    return helper.capacity > 0 or helper.is_at_her_rhythm


def _is_under_her_rhythm(request: AskedFor, helper: Candidate) -> bool:
    has_room = not helper.rhythm or helper.rhythm - helper.load >= request.books
    return helper.capacity > 0 and (has_room or request.books <= 1)


def _was_not_asked(_request: AskedFor, helper: Candidate) -> bool:
    return not helper.was_asked


def _is_allowed(_request: AskedFor, helper: Candidate) -> bool:
    return not helper.is_forbidden


Rule = Callable[[AskedFor, Candidate], bool]
RULES: tuple[tuple[UnmatchedCode, Rule], ...] = (
    (UnmatchedCode.NOBODY_OFFERS, _offers_it),
    (UnmatchedCode.NOBODY_FREE, _is_free),
    (UnmatchedCode.ALL_TOO_FAR, _is_near),
    (UnmatchedCode.NOBODY_MET, _is_met),
    (UnmatchedCode.NO_COMMON_LANGUAGE, _shares_language),
    (UnmatchedCode.ALL_ASKED_THIS_WEEK, _may_be_asked),
    (UnmatchedCode.ALL_AT_THEIR_RHYTHM, _is_under_her_rhythm),
    (UnmatchedCode.ALL_HAVE_BEEN_ASKED, _was_not_asked),
    (UnmatchedCode.NOBODY_SUITS, _is_allowed),
)
"""Each rule keeps those who pass it; the one that leaves nobody is the reason."""


def best_other_slot(request: AskedFor, helpers: Iterable[Candidate]) -> tuple[int, int]:
    """The half-day outside the request's own on which most helpers are free, and how many."""
    counts = count_by_other_slot(request, helpers)
    if max(counts.values(), default=0) < request.helpers_needed:
        return -1, 0
    slot = min(counts, key=lambda slot: (-counts[slot], slot))
    return slot, counts[slot]


def count_by_other_slot(request: AskedFor, helpers: Iterable[Candidate]) -> dict[int, int]:
    """How many of those who suit but for the time are free on each half-day not asked for."""
    counts: dict[int, int] = {}
    if any(takes & takes - 1 for takes in request.choices):
        return counts  # one other half-day would not do
    for helper in helpers:
        fits = all(rule(request, helper) for _, rule in RULES if rule is not _is_free)
        if not fits or helper.capacity <= len(helper.serves_needs):
            continue
        open_slots = helper.slots & ~helper.held_slots & ~request.slots
        for slot in range(open_slots.bit_length()):
            if open_slots >> slot & 1:
                counts[slot] = counts.get(slot, 0) + 1
    return counts


def _most_together(request: AskedFor, helpers: Sequence[Candidate]) -> int:
    """How many of them are free at once, at the best of its times."""
    choices = request.choices or tuple(1 << slot for slot in range(63) if request.slots >> slot & 1)
    return max(
        (
            sum(_is_free_for(takes, helper.slots, request.may_miss) for helper in helpers)
            for takes in choices
        ),
        default=0,
    )


def _first_true(request: AskedFor, helpers: Sequence[Candidate]) -> tuple[UnmatchedCode, int]:
    left = list(helpers)
    for code, rule in RULES:
        passing = [helper for helper in left if rule(request, helper)]
        if not passing:
            return code, 0 if code is UnmatchedCode.NOBODY_OFFERS else len(left)
        left = passing
    together = _most_together(request, left)
    if together < request.helpers_needed:
        return UnmatchedCode.TOO_FEW_TOGETHER, together
    behind = sum(need >= request.need for helper in left for need in helper.serves_needs)
    return (
        (UnmatchedCode.WAITS_BEHIND, behind) if behind else (UnmatchedCode.NOBODY_SUITS, len(left))
    )


def reason_for_no_pair(request: AskedFor, helpers: Sequence[Candidate]) -> UnmatchedReason:
    """The first true reason why a request has nobody, and what would unlock it."""
    if request.has_place and not request.is_placed:
        return UnmatchedReason(UnmatchedCode.NOT_PLACED, 0)
    if request.needs_coordinator:
        return UnmatchedReason(UnmatchedCode.NEEDS_COORDINATOR, 0)
    code, n = _first_true(request, helpers)
    slot, unlock_n = best_other_slot(request, helpers)
    return UnmatchedReason(code, n, slot, unlock_n)
