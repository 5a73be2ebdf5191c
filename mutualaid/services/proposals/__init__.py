"""From a pair to an appointment: ask, answer, hold, agree, end (docs/glossary.md: proposal)."""

from mutualaid.models import Proposal
from mutualaid.services.proposals.answers import (
    agree_in_advance,
    answer_as_helper,
    answer_as_resident,
    prefer_to_wait,
    refuse_one,
    take_back_advance,
    undo,
    undo_possible,
)
from mutualaid.services.proposals.asking import propose, propose_many
from mutualaid.services.proposals.endings import (
    cancel_for_request,
    decline_all_of,
    expire,
    let_go_above_level,
    list_due,
)
from mutualaid.services.proposals.pairing import Pairing
from mutualaid.services.proposals.unasked import withdraw_unasked

__all__ = [
    "Pairing",
    "Proposal",
    "agree_in_advance",
    "answer_as_helper",
    "answer_as_resident",
    "cancel_for_request",
    "decline_all_of",
    "expire",
    "let_go_above_level",
    "list_due",
    "prefer_to_wait",
    "propose",
    "propose_many",
    "refuse_one",
    "take_back_advance",
    "undo",
    "undo_possible",
    "withdraw_unasked",
]
