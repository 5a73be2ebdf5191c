"""What a way of asking may decide. Answers, clocks and rules are the town's, equal for all."""

from __future__ import annotations

from typing import Protocol

from mutualaid.simulation.cases import Case
from mutualaid.simulation.world import World


class Policy(Protocol):
    """Called when something happens; asks through the world."""

    name: str
    keeps_budgets: bool
    "Whether it promises the mail budgets of the product."
    is_product: bool
    "Whether at most three are asked at the same time for one request."
    is_board: bool
    "Whether helpers come and look by themselves."

    def published(self, world: World, case: Case) -> None:
        """A request is new."""

    def tick(self, world: World) -> None:
        """8, 12 or 17 h."""

    def lost(self, world: World, case: Case) -> None:
        """A no, a silence, or a yes that came to nothing: one asked the less."""

    def hedge(self, world: World, case: Case) -> None:
        """The hour it set for this request has come, and nobody has said yes."""

    def surplus(self, world: World, helper: int, *, is_reading: bool) -> None:
        """She said yes after somebody else; reading: the page is open before her."""

    def declined(self, world: World, helper: int) -> None:
        """She answered a mail with a no, and the page is open before her."""

    def visit(self, world: World, helper: int) -> None:
        """She looks at the board."""


class Mute:
    """A policy that does nothing; others override what they need."""

    name = "mute"
    keeps_budgets = False
    is_product = False
    is_board = False

    def published(self, world: World, case: Case) -> None:
        """A request is new."""

    def tick(self, world: World) -> None:
        """8, 12 or 17 h."""

    def lost(self, world: World, case: Case) -> None:
        """One asked the less."""

    def hedge(self, world: World, case: Case) -> None:
        """The hour it set has come."""

    def surplus(self, world: World, helper: int, *, is_reading: bool) -> None:
        """A yes too many."""

    def visit(self, world: World, helper: int) -> None:
        """She looks at the board."""

    def declined(self, world: World, helper: int) -> None:
        """A no by mail."""
