"""The words of the desk: what stands where, what is to do, what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import ContactChoice, MatchingRun, Proposal, User
from mutualaid.queries.proposals import is_holding
from mutualaid.wording.dates import day_phrase, moment_phrase

Badge = tuple[str, str]
"""The shape of a badge (info, ok, wait, alert) and its words."""

_NOTICES: dict[str, Any] = {
    "address_placed": _l("The address is on the map."),
    "answer_noted": _l("The answer is noted."),
    "appointment_cancelled": _l("The appointment is cancelled, the others will be told."),
    "taken": _l("You take care of it: your colleagues read it."),
    "put_back": _l("It stands in the queue again, for everybody."),
    "handed_over": _l("It is handed on: your colleague reads it in the queue."),
    "told": _l("It is noted: the others are told, and a call is on your list."),
    "asked": _l("The neighbour is being asked."),
    "call_goes_on": _l("The answer is noted. The call goes on: this is still to be said."),
    "call_instead": _l("The mail did not arrive: here is what to say."),
    "changed": _l("It is noted."),
    "doors_counted": _l("The sheet is written down."),
    "confirmed": _l("The person is confirmed: what waited is open."),
    "decided": _l("It is noted. The next search keeps to it."),
    "done_already": _l("A colleague did it already."),
    "forgotten": _l("Everything is erased. Tell the person that it is done."),
    "no_answer": _l("No answer: the call stays on your list."),
    "offer_posted": _l("The offer is noted."),
    "parent_agreed": _l("The agreement of the parent is written down."),
    "young_noted": _l("It is written down. Call the parent: it is among your tasks."),
    "of_age": _l("It is confirmed: this person asks and offers like everybody."),
    "under_18": _l(
        "It is noted: what was posted or agreed has ended. Write down a parent whom you call."
    ),
    "own_no": _l("Nothing was disclosed, and the request is withdrawn."),
    "report_closed": _l("It is closed. Thank you."),
    "report_read": _l("It is noted: you take care of it."),
    "request_closed": _l("The request is closed."),
    "request_posted": _l("The request is open: the next run looks for somebody."),
    "run_asked": _l("The search starts within seconds. Open this page again to read its result."),
    "task_done": _l("Done."),
    "named": _l("The name is noted. Ask this person first: nothing counts before the yes."),
    "heard": _l("The yes is noted."),
    "name_forgotten": _l("The name is gone."),
    "imported": _l("They are written down. Each of them is on your list, to be called."),
    "import_dropped": _l("Nothing was written. What was read of the file is gone."),
    "merged": _l("It is one person now. You can take it apart again for 30 days."),
    "merge_undone": _l("They are two again. Everything is as it was."),
    "two_people": _l("It is noted: two people. You will not be asked again."),
    "household": _l("It is noted: one household, two people."),
}
_TITLES: dict[TaskKind, Any] = {
    TaskKind.WORRY: _l("Somebody in a round is worried"),
    TaskKind.CALL_RELATIVE: _l("Nobody answers: call the named relative"),
    TaskKind.GO_TO_DOOR: _l("Nobody answers: somebody goes to the door"),
    TaskKind.CALL_SERVICES: _l("Still no news: the town’s social service, or the police"),
    TaskKind.NEED_HEARD: _l("A need was heard"),
    TaskKind.NEWS_CALL: _l("Call to ask how things are"),
    TaskKind.VEILLE_YES: _l("Veille: hear the person’s own yes"),
    TaskKind.VEILLE_RENEWAL: _l("Veille: a year is nearly over"),
    TaskKind.DAILY_ROUND: _l("The round of the day is not open yet"),
    TaskKind.FIRST_VISIT: _l("A first visit: come along"),
    TaskKind.MOVED: _l("To be told by voice: an appointment was cancelled"),
    TaskKind.LATE: _l("To be told by voice: somebody is late"),
    TaskKind.NOBODY: _l("Somebody stands there alone: call now"),
    TaskKind.WENT_BADLY: _l("A hand to talk about"),
    TaskKind.KEYS: _l("Keys to hand over in front of you"),
    TaskKind.MEET: _l("People to meet"),
    TaskKind.CONFIRM: _l("People to call, to confirm"),
    TaskKind.TALK: _l("People who want to talk"),
    TaskKind.SILENCE: _l("Helpers said yes, and nobody answers them"),
    TaskKind.REFUSALS: _l("Helpers to talk with: three refusals"),
    TaskKind.REPLY: _l("Answers by mail"),
    TaskKind.FAILED_MESSAGE: _l("Mails that did not arrive"),
    TaskKind.PLACE_ADDRESS: _l("Addresses to place"),
    TaskKind.ARRANGE: _l("Teams that are not complete"),
    TaskKind.WAITING: _l("Nobody found for two days"),
    TaskKind.POST_ENDS: _l("Posts that are about to end"),
    TaskKind.OWN_YES: _l("A relative asked: hear the person"),
    TaskKind.REPORT: _l("What was reported"),
    TaskKind.PARENT: _l("A parent’s agreement to hear"),
    TaskKind.OF_AGE: _l("18 now: to be confirmed"),
    TaskKind.NUMBERS: _l("Useful numbers to check"),
    TaskKind.RUN_FAILED: _l("Searches that failed"),
}
_ADVICE: dict[TaskKind, Any] = {
    TaskKind.WORRY: _l("Danger now: 15, 18 or 112 first. Else call, then go and see."),
    TaskKind.CALL_RELATIVE: _l("Open the page of the person: the relative’s number stands there."),
    TaskKind.GO_TO_DOOR: _l("Two of you, or somebody of the circle. Ring, listen, ask next door."),
    TaskKind.CALL_SERVICES: _l("Nobody has heard anything. Call them, then write down what comes."),
    TaskKind.NEED_HEARD: _l("Make it a request: who and what are filled in already."),
    TaskKind.NEWS_CALL: _l("Asked for a call, or did not answer the mail of the week."),
    TaskKind.VEILLE_YES: _l("Read the words aloud. Without a yes, everything goes after 15 days."),
    TaskKind.VEILLE_RENEWAL: _l("Read the words again, and ask whether it goes on."),
    TaskKind.DAILY_ROUND: _l("The alert is orange or red: call everybody each day."),
    TaskKind.FIRST_VISIT: _l("Somebody of the veille and a new face: the first time, be there."),
    TaskKind.MOVED: _l("Within 24 hours: call until somebody answers."),
    TaskKind.LATE: _l("Call until somebody answers: the mail may not be read in time."),
    TaskKind.NOBODY: _l("Call this person until somebody answers; the other one waits."),
    TaskKind.WENT_BADLY: _l("Badly, or the two say different things: talk with each alone."),
    TaskKind.KEYS: _l("Both come to you with the keys. Ticking it writes it in the journal."),
    TaskKind.MEET: _l("Offers help. A call arranges it, a meeting in person makes it possible."),
    TaskKind.CONFIRM: _l("Ask: “Did you write to us?” What waits opens with a yes."),
    TaskKind.TALK: _l("Wants to be called. A request may come out of it, or not."),
    TaskKind.SILENCE: _l("A helper said yes. Call and ask: is it all right, is it still needed?"),
    TaskKind.REFUSALS: _l("Three residents said no. Nothing is held against anybody: talk."),
    TaskKind.FAILED_MESSAGE: _l("The mail came back. Call instead."),
    TaskKind.REPLY: _l("Somebody answered in their own words. Read them, then press for them."),
    TaskKind.PLACE_ADDRESS: _l("No source knows this address. Without it, no distance."),
    TaskKind.ARRANGE: _l(
        "Open the need: who said yes, who is missing, which other moment would do."
    ),
    TaskKind.WAITING: _l(
        "Each of them has waited for more than two days. Read why, then whom you could ask."
    ),
    TaskKind.OWN_YES: _l(
        "Nothing is said to anybody before this yes. Ask: “Is it all right for you?”"
    ),
    TaskKind.POST_ENDS: _l("Ask whether it goes on. Without a word, it ends by itself."),
    TaskKind.REPORT: _l("To be read within 24 hours, by one of you. Do not look for who wrote."),
    TaskKind.PARENT: _l(
        "Between 15 and 17. Call the parent: gatherings and public places only, never one to one."
    ),
    TaskKind.OF_AGE: _l("Ask for the day of birth, do not write it down."),
    TaskKind.NUMBERS: _l(
        "Open each source, or call. Then tell the operator the day: it is written on the page."
    ),
    TaskKind.RUN_FAILED: _l("The plan could not be proven, so nothing was sent."),
}
_REQUESTS: dict[RequestStatus, tuple[str, Any]] = {
    RequestStatus.UNCONFIRMED: ("wait", _l("To confirm")),
    RequestStatus.OPEN: ("alert", _l("Nobody is asked")),
    RequestStatus.PROPOSED: ("info", _l("Answers awaited")),
    RequestStatus.AGREED: ("ok", _l("Appointment made")),
    RequestStatus.DONE: ("ok", _l("Done")),
    RequestStatus.CANCELLED: ("info", _l("Withdrawn")),
    RequestStatus.CLOSED: ("info", _l("Solved otherwise")),
    RequestStatus.EXPIRED: ("info", _l("Date passed")),
}
_PROPOSALS: dict[ProposalStatus, tuple[str, Any]] = {
    ProposalStatus.OPEN: ("wait", _l("Asked, no answer yet")),
    ProposalStatus.HELD: ("wait", _l("Somebody said yes before")),
    ProposalStatus.AGREED: ("ok", _l("Agreed")),
    ProposalStatus.DECLINED: ("info", _l("Said no")),
    ProposalStatus.EXPIRED: ("info", _l("No answer in time")),
    ProposalStatus.SUPERSEDED: ("info", _l("Somebody else came")),
    ProposalStatus.CANCELLED: ("info", _l("Not needed any more")),
}
_OFFERS: dict[OfferStatus, tuple[str, Any]] = {
    OfferStatus.UNCONFIRMED: ("wait", _l("To confirm")),
    OfferStatus.ACTIVE: ("ok", _l("Active")),
    OfferStatus.PAUSED: ("wait", _l("Takes a break")),
    OfferStatus.WITHDRAWN: ("info", _l("Withdrawn")),
}
_LEVELS: tuple[Any, ...] = (
    _l("0: by phone, and once met, at the doorstep"),
    _l("1: met, identity seen, charter accepted: at home"),
    _l("2: known for three appointments and two references"),
)
_CHANNELS: dict[Channel, Any] = {
    Channel.EMAIL: _l("By email"),
    Channel.CALL: _l("By a call from the desk"),
}
_CONTACTS: dict[ContactChoice, Any] = {
    ContactChoice.PHONE: _l("The phone number"),
    ContactChoice.EMAIL: _l("The email"),
    ContactChoice.DESK: _l("Only the number of the desk"),
}
_MAILS: dict[MessageKind, Any] = {
    MessageKind.SIGN_IN: _l("the sign-in link"),
    MessageKind.PROPOSAL_HELPER: _l("the question to the helper"),
    MessageKind.PROPOSAL_RESIDENT: _l("that somebody is being asked"),
    MessageKind.HELPER_SAID_YES: _l("that a helper said yes"),
    MessageKind.AGREED_RESIDENT: _l("the appointment"),
    MessageKind.AGREED_HELPER: _l("the appointment"),
    MessageKind.CANCELLED: _l("that the appointment is cancelled"),
    MessageKind.STILL_SEARCHING: _l("that we go on looking"),
    MessageKind.POST_ENDS: _l("that a request or an offer is about to end"),
    MessageKind.APPOINTMENT_REMINDER: _l("that the appointment is tomorrow"),
    MessageKind.RUNNING_LATE: _l("that the other one is late"),
    MessageKind.NOBODY_AT_DOOR: _l("that the other one is waiting"),
    MessageKind.FEEDBACK: _l("the question of the day after"),
    MessageKind.FEEDBACK_REMINDER: _l("the question of the day after"),
    MessageKind.MERCI: _l("a thank-you"),
    MessageKind.DESK_MORNING: _l("what waits at the desk"),
    MessageKind.NEED_ANSWERED: _l("a need that was reported"),
    MessageKind.MEET_AGAIN: _l("that both would like to meet again"),
    MessageKind.WEEKLY_NEWS: _l("how things are this week"),
    MessageKind.HEAT_ADVICE: _l("what to do in great heat"),
    MessageKind.WORRY: _l("that somebody of a round is worried"),
}


def notice(code: str) -> str:
    """What was just done, in one sentence; empty for a code that is not ours."""
    return str(_NOTICES.get(code, ""))


def task_title(kind: TaskKind) -> str:
    """The heading over tasks of one kind."""
    return str(_TITLES[kind])


def task_advice(kind: TaskKind) -> str:
    """What to do about it, in a sentence."""
    return str(_ADVICE[kind])


def request_badge(status: RequestStatus) -> Badge:
    """How a request stands."""
    kind, words = _REQUESTS[status]
    return kind, str(words)


def proposal_badge(proposal: Proposal, *, lacks_others: bool = False) -> Badge:
    """How the asking of one neighbour stands; `lacks_others`: of a team that is not complete."""
    if lacks_others and is_holding(proposal):
        return "ok", gettext("Said yes, waits for the others")
    if proposal.status is ProposalStatus.OPEN and proposal.helper_answer is Answer.YES:
        return "info", gettext("Said yes, the other answer is awaited")
    if proposal.status is ProposalStatus.DECLINED and proposal.resident_answer is Answer.NO:
        return "info", gettext("The resident said no")
    kind, words = _PROPOSALS[proposal.status]
    return kind, str(words)


def offer_badge(status: OfferStatus) -> Badge:
    """How an offer stands."""
    kind, words = _OFFERS[status]
    return kind, str(words)


def levels() -> list[tuple[str, str]]:
    """The three levels, as choices."""
    return [(str(number), str(words)) for number, words in enumerate(_LEVELS)]


def channels(*, has_email: bool = True) -> list[tuple[str, str]]:
    """How somebody may be told."""
    return [
        (channel.value, str(words))
        for channel, words in _CHANNELS.items()
        if has_email or channel is not Channel.EMAIL
    ]


def contact_choices(*, has_email: bool) -> list[tuple[str, str]]:
    """What the other may read after two yeses."""
    return [
        (choice.value, str(words))
        for choice, words in _CONTACTS.items()
        if has_email or choice is not ContactChoice.EMAIL
    ]


def mail_phrase(kind: MessageKind) -> str:
    """What a mail was about, after « L'e-mail disait : »."""
    return str(_MAILS.get(kind, _l("a message")))


def met_phrase(person: User) -> str:
    """Whether the team has seen this person."""
    if person.met_on is None:
        return gettext("Not met by the team yet")
    return gettext("Met by the team %(day)s", day=day_phrase(person.met_on, with_year=True))


def waiting_phrase(since: datetime, now: datetime) -> str:
    """« 3 jours », « 5 heures »."""
    hours = max(0, int((now - since).total_seconds() // 3600))
    if hours >= 48:
        return ngettext("%(num)s day", "%(num)s days", hours // 24)
    return ngettext("%(num)s hour", "%(num)s hours", max(1, hours))


def run_phrase(run: MatchingRun, zone: str) -> str:
    """What the last search found."""
    began = moment_phrase(run.started_at, zone)
    if run.certificate != "ok":
        return gettext("Last search: %(moment)s. Its plan failed, nothing was sent.", moment=began)
    proposed = ngettext("%(num)s proposal made", "%(num)s proposals made", run.n_proposed)
    left = ngettext(
        "%(num)s request without anybody", "%(num)s requests without anybody", run.n_unmatched
    )
    sentence = gettext(
        "Last search: %(moment)s. %(proposed)s, %(left)s.",
        moment=began,
        proposed=proposed,
        left=left,
    )
    return f"{sentence} {_gap_phrase(run.gap, run.n_unmatched)}" if run.gap else sentence


def supply_phrase(run: MatchingRun) -> str:
    """One sentence when more is asked for than the helpers around can be expected to give."""
    if run.n_wanted <= run.n_expected:
        return ""
    return ngettext(
        "%(num)s hand is wanted; about %(yeses)s yes can be expected this week.",
        "%(num)s hands are wanted; about %(yeses)s yeses can be expected this week.",
        run.n_wanted,
        yeses=run.n_expected,
    )


def _gap_phrase(millionths: int, n_unmatched: int) -> str:
    """How much better another plan might be, at most: of what is left, or of the walks."""
    percent = f"{format_decimal(-(-millionths // 1000) / 10, format='0.#')}\u00a0%"
    if n_unmatched:
        return gettext(
            "Another plan could serve at most %(percent)s of what is left.", percent=percent
        )
    return gettext("Another plan could spare at most %(percent)s of the walks.", percent=percent)


def under_18() -> str:
    """Why nothing is posted for somebody of 15 to 17."""
    return gettext(
        "Between 15 and 17, no request and no offer: gatherings and public places only, "
        "with the agreement of a parent"
    )
