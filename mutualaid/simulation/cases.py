"""One request as it goes, and the proposals made for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from mutualaid.matching.instance import Array
from mutualaid.simulation.answers import Reply, Says
from mutualaid.simulation.needs import Need


class Status(IntEnum):
    """Where a request stands."""

    OPEN = 1
    ASKED = 2
    HELD = 3
    AGREED = 4
    EXPIRED = 5


class AskState(IntEnum):
    """Where a proposal stands."""

    OPEN = 1
    HELD = 2
    OVER = 3


@dataclass(slots=True)
class Ask:
    """One proposal."""

    number: int
    case: Case
    helper: int
    slot: int
    at: float
    ends: float
    reply: Reply
    by_mail: bool = True
    "Else shown on a page that she has open, or taken from a board."
    state: AskState = AskState.OPEN
    said: Says = Says.NOTHING
    "As far as the product has heard."


@dataclass(slots=True)
class Case:
    """One request as it goes."""

    need: Need
    barred: Array
    "Of each of `need.near`: asked before."
    status: Status = Status.OPEN
    live: list[Ask] = field(default_factory=list)
    n_mails: int = 0
    hedge_at: float = -1.0
    "Looked at for one more at this hour; later marks replace earlier ones."
    agreed: Ask | None = None
    agreed_at: float = -1.0
    is_new_pair: bool = True

    @property
    def waiting(self) -> list[Ask]:
        """Asked, and nothing heard yet."""
        return [ask for ask in self.live if ask.said is Says.NOTHING]
