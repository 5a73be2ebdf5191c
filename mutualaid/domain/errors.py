"""What a neighbour is told when something cannot be done."""

from __future__ import annotations


class Refusal(Exception):
    """Something that cannot be done now, with a code whose sentence stands in the wording."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotFound(LookupError):
    """No such thing, or not for this person: the two are never told apart."""


class IllegalTransition(RuntimeError):
    """A change of state that `statuses.py` does not list: always a bug of ours."""
