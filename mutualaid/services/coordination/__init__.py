"""What a coordinator does: call, write down answers, post for someone, ask, place, start a run."""

from mutualaid.models import ContactChoice
from mutualaid.services.coordination.calls import (
    ASKS_HOW_IT_WAS,
    CallAnswer,
    answer_call,
    call_instead_of_mail,
    note_feedback,
    note_no_answer,
)
from mutualaid.services.coordination.candidates import Candidate, list_candidates
from mutualaid.services.coordination.changes import cannot_come, meets_nobody, runs_late
from mutualaid.services.coordination.choosing import (
    Trial,
    Wish,
    choose,
    list_choices,
    search_for_one,
    take_back,
    try_out,
)
from mutualaid.services.coordination.contact import Contact, note_contact
from mutualaid.services.coordination.deskwork import (
    Side,
    answer_for,
    answer_reply,
    ask_run,
    confirm_by_phone,
    finish_task,
    propose_by_hand,
    set_urgent,
)
from mutualaid.services.coordination.placing import place_on_grid, place_on_street
from mutualaid.services.coordination.posting import (
    Address,
    Newcomer,
    Spoken,
    post_offer,
    post_request,
)

__all__ = [
    "ASKS_HOW_IT_WAS",
    "Address",
    "CallAnswer",
    "Candidate",
    "Contact",
    "ContactChoice",
    "Newcomer",
    "Side",
    "Spoken",
    "Trial",
    "Wish",
    "answer_call",
    "answer_for",
    "answer_reply",
    "ask_run",
    "call_instead_of_mail",
    "cannot_come",
    "choose",
    "confirm_by_phone",
    "finish_task",
    "list_candidates",
    "list_choices",
    "meets_nobody",
    "note_contact",
    "note_feedback",
    "note_no_answer",
    "place_on_grid",
    "place_on_street",
    "post_offer",
    "post_request",
    "propose_by_hand",
    "runs_late",
    "search_for_one",
    "set_urgent",
    "take_back",
    "try_out",
]
