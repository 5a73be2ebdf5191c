"""What happens next: events in the order of their hour, and of their writing within one hour."""

from __future__ import annotations

from enum import IntEnum
from heapq import heappop, heappush


class Kind(IntEnum):
    """What an event is; `number` of the event says of whom or what."""

    DAY = 1
    WEEK = 2
    JOIN = 3
    REQUEST = 4
    TICK = 5
    ANSWER = 6
    TIME_OUT = 7
    HEDGE = 8
    RESIDENT = 9
    VISIT = 10
    DEADLINE = 11


Event = tuple[float, int, Kind, int]


class EventQueue:
    """Times only go forward."""

    def __init__(self) -> None:
        self._heap: list[Event] = []
        self._written = 0
        self.now = 0.0

    def __len__(self) -> int:
        return len(self._heap)

    def push(self, at: float, kind: Kind, number: int = 0) -> None:
        """Something will happen; ValueError in the past."""
        if at < self.now:
            raise ValueError(f"{kind.name} at {at:.2f} h lies before {self.now:.2f} h")
        self._written += 1
        heappush(self._heap, (at, self._written, kind, number))

    def pop(self) -> tuple[Kind, int]:
        """The next event; the clock stands at its hour."""
        self.now, _order, kind, number = heappop(self._heap)
        return kind, number
