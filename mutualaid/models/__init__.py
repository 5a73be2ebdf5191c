"""Every table; importing this module registers them all."""

from mutualaid.models.appointment import Appointment, AppointmentHelper, Feedback, Feeling
from mutualaid.models.base import Base
from mutualaid.models.help_request import HelperRefusal, HelpRequest, Recurrence, RequestSlot
from mutualaid.models.journal import JournalEntry, RateCounter
from mutualaid.models.matching_run import Lease, MatchingRun, RunRequest
from mutualaid.models.message import Message, RelayState, Task, Token
from mutualaid.models.neighbourhood import (
    DeskAbsence,
    DeskHalfDay,
    MeetingPoint,
    Neighbourhood,
    NeighbourhoodRelation,
    OutsideInterest,
    Street,
)
from mutualaid.models.offer import Offer, OfferCategory
from mutualaid.models.proposal import Proposal
from mutualaid.models.session import Draft, SignIn, UserSession
from mutualaid.models.user import (
    Absence,
    Block,
    Consent,
    ConsentPurpose,
    ContactChoice,
    Coordinator,
    CoordinatorRole,
    Place,
    Relative,
    Report,
    Tie,
    User,
)

__all__ = [
    "Absence",
    "Appointment",
    "AppointmentHelper",
    "Base",
    "Block",
    "Consent",
    "ConsentPurpose",
    "ContactChoice",
    "Coordinator",
    "CoordinatorRole",
    "DeskAbsence",
    "DeskHalfDay",
    "Draft",
    "Feedback",
    "Feeling",
    "HelpRequest",
    "HelperRefusal",
    "JournalEntry",
    "Lease",
    "MatchingRun",
    "MeetingPoint",
    "Message",
    "Neighbourhood",
    "NeighbourhoodRelation",
    "Offer",
    "OfferCategory",
    "OutsideInterest",
    "Place",
    "Proposal",
    "RateCounter",
    "Recurrence",
    "Relative",
    "RelayState",
    "Report",
    "RequestSlot",
    "RunRequest",
    "SignIn",
    "Street",
    "Task",
    "Tie",
    "Token",
    "User",
    "UserSession",
]
