"""Every table; importing this module registers them all."""

from mutualaid.models.acquaintance import LevelChange, Merge, Referee, TeamAbsence
from mutualaid.models.appointment import (
    Appointment,
    AppointmentHelper,
    AppointmentNotice,
    Feedback,
    Feeling,
    NoticeKind,
)
from mutualaid.models.base import Base
from mutualaid.models.desk import DeskClaim, HelperWish, RequestChoice
from mutualaid.models.door_sheet import DoorSheet
from mutualaid.models.help_request import HelperRefusal, HelpRequest, Recurrence, RequestSlot
from mutualaid.models.journal import Erasure, ErasureReason, JournalEntry, RateCounter
from mutualaid.models.matching_run import Lease, MatchingRun, RunRequest
from mutualaid.models.message import IncomingMail, MailKind, Message, RelayState, Task, Token
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
    RelativeRole,
    Report,
    ReportKind,
    Tie,
    User,
)

__all__ = [
    "Absence",
    "Appointment",
    "AppointmentHelper",
    "AppointmentNotice",
    "Base",
    "Block",
    "Consent",
    "ConsentPurpose",
    "ContactChoice",
    "Coordinator",
    "CoordinatorRole",
    "DeskAbsence",
    "DeskClaim",
    "DeskHalfDay",
    "DoorSheet",
    "Draft",
    "Erasure",
    "ErasureReason",
    "Feedback",
    "Feeling",
    "HelpRequest",
    "HelperRefusal",
    "HelperWish",
    "IncomingMail",
    "JournalEntry",
    "Lease",
    "LevelChange",
    "MailKind",
    "MatchingRun",
    "MeetingPoint",
    "Merge",
    "Message",
    "Neighbourhood",
    "NeighbourhoodRelation",
    "NoticeKind",
    "Offer",
    "OfferCategory",
    "OutsideInterest",
    "Place",
    "Proposal",
    "RateCounter",
    "Recurrence",
    "Referee",
    "Relative",
    "RelativeRole",
    "RelayState",
    "Report",
    "ReportKind",
    "RequestChoice",
    "RequestSlot",
    "RunRequest",
    "SignIn",
    "Street",
    "Task",
    "TeamAbsence",
    "Tie",
    "Token",
    "User",
    "UserSession",
]
