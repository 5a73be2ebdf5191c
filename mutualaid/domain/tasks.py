"""What a coordinator may have to do."""

from __future__ import annotations

from enum import StrEnum


class TaskKind(StrEnum):
    """Why something is on the desk. Calls with a text are `messages` of channel `call`."""

    MEET = "meet"
    """Get acquainted with somebody who offers help."""
    CONFIRM = "confirm"
    """Call somebody without e-mail, to confirm what was posted."""
    TALK = "talk"
    """Somebody asked to be called."""
    PLACE_ADDRESS = "place_address"
    """An address that no source knows: put it on the grid by hand."""
    ARRANGE = "arrange"
    """Several helpers, two half-days or every week: arranged by hand for now."""
    FAILED_MESSAGE = "failed_message"
    """A mail that did not arrive: call instead."""
    SILENCE = "silence"
    """The helper said yes, the resident stays silent."""
    WAITING = "waiting"
    """Nobody found for two days."""
    REFUSALS = "refusals"
    """Three refusals of one helper: talk about it."""
    RUN_FAILED = "run_failed"
    """A plan whose certificate failed: nothing was sent."""
    MOVED = "moved"
    """An appointment was cancelled: the other must hear it by voice."""
