"""Every turn that a coup de main can take, each with people of its own, and the links they got."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import AppointmentStatus, Channel, OfferStatus, RequestStatus
from mutualaid.models import (
    Appointment,
    Feeling,
    HelpRequest,
    Message,
    Neighbourhood,
    Offer,
    Proposal,
    Recurrence,
    User,
)
from mutualaid.services import (
    appointments,
    asking_feedback,
    blocks,
    feedbacks,
    help_requests,
    notices,
    offers,
    proposals,
    tokens,
)
from tests import factories
from tests.factories import NOW, TODAY, thursday
from tests.pages.visit import Visit

LATER = NOW + timedelta(minutes=10)
TOO_LATE = NOW + timedelta(days=2)
AFTER = NOW + timedelta(days=4, hours=10)


class Pair:
    """Two people, one need, one question."""

    def __init__(self, scenes: Scenes, name: str, **need: object) -> None:
        self.scenes, self.name, self.session = scenes, name, scenes.session
        scenes.n_pairs += 1
        n = scenes.n_pairs
        self.resident: User = factories.person(
            self.session, scenes.home, "Jeanne", email=f"jeanne{n}@example.fr",
            phone=f"+3363998{1000 + n}",
        )  # fmt: skip
        self.offer = self.helper("Karim")
        self.need: HelpRequest = factories.help_request(
            self.session, self.resident, **{"start_time": time(14, 30), **need}
        )
        self.proposal = self.propose(self.offer)

    def helper(self, name: str) -> Offer:
        self.scenes.n_pairs += 1
        n = self.scenes.n_pairs
        return factories.helper(
            self.session, self.scenes.home, name, email=f"{name}{n}@example.fr".lower(),
            phone=f"+3363998{1000 + n}",
        )  # fmt: skip

    def propose(self, offer: Offer) -> Proposal:
        return proposals.propose(
            self.session, self.need, offer, thursday(), by=self.scenes.boss, now=NOW
        )

    def says(self, *, yes: bool, proposal: Proposal | None = None) -> None:
        asked = proposal or self.proposal
        proposals.answer_as_helper(self.session, asked, yes, by=asked.helper, now=NOW)

    def answers(self, *, yes: bool) -> None:
        proposals.answer_as_resident(self.session, self.proposal, yes, by=self.resident, now=NOW)

    def agree(self) -> Appointment:
        self.says(yes=True)
        self.answers(yes=True)
        return self.session.scalars(
            select(Appointment).where(Appointment.help_request_id == self.need.id)
        ).one()


class Scenes:
    """All of them, in one quarter; `visits` are the pages that their mails lead to."""

    def __init__(self, session: Session, home: Neighbourhood, boss: User) -> None:
        self.session, self.home, self.boss = session, home, boss
        self.n_pairs = 0
        self.visits: list[Visit] = []
        self.people: dict[str, int] = {}
        """Whose windows the pages of appointments are also opened in, with their contacts."""

    def play(self) -> list[Visit]:
        """Every scene once."""
        self._questions()
        self._pairs_that_end()
        self._appointments()
        self._afterwards()
        self._offers()
        self._posts_that_end()
        return self.visits

    def link(self, purpose: TokenPurpose, subject: tokens.Subject, user: User) -> str:
        """The token that a mail of this person holds."""
        return tokens.grant(self.session, purpose, subject, user, now=NOW)

    def _both(self, pair: Pair, at: datetime = NOW, proposal: Proposal | None = None) -> None:
        """What the two of this pair find behind the question that they were mailed."""
        asked = proposal or pair.proposal
        for side, user in (("helper", asked.helper), ("resident", pair.resident)):
            token = self.link(TokenPurpose.ANSWER, asked, user)
            self.visits.append(Visit(f"{pair.name}, {side}", f"/proposition/{token}", at=at))

    def _questions(self) -> None:
        asked = Pair(self, "asked")
        self._both(asked)
        token = self.link(TokenPurpose.ANSWER, asked.proposal, asked.proposal.helper)
        self.visits.append(Visit("asked, no first", f"/proposition/{token}?reponse=non"))
        self.visits.append(Visit("asked, in English", f"/en/proposition/{token}"))
        self._both(Pair(self, "asked, in time no more"), at=TOO_LATE)
        weekly = {"recurrence": Recurrence.WEEKLY, "until_on": TODAY + timedelta(days=60)}
        self._both(Pair(self, "asked for every week", **weekly))
        said_yes = Pair(self, "said yes")
        said_yes.says(yes=True)
        self._both(said_yes)
        token = self.link(TokenPurpose.ANSWER, said_yes.proposal, said_yes.resident)
        self.visits.append(Visit("said yes, in English", f"/en/proposition/{token}"))
        said_no = Pair(self, "said no")
        said_no.says(yes=False)
        self._both(said_no)
        self._both(said_no, at=NOW + timedelta(hours=2))
        held = Pair(self, "held")
        other = held.propose(held.helper("Rose"))
        third = held.propose(held.helper("Ali"))
        held.says(yes=True)
        held.says(yes=True, proposal=third)
        self._both(held, proposal=other)
        self._both(held, proposal=third)
        advance, waits = Pair(self, "agreed in advance"), Pair(self, "waits for the answer")
        proposals.agree_in_advance(self.session, advance.need, by=advance.resident, now=NOW)
        proposals.prefer_to_wait(self.session, waits.need, by=waits.resident, now=NOW)
        self._both(advance)
        self._both(waits)
        self._both(Pair(self, "asked with another", category="moving", helpers_needed=2))
        team = Pair(self, "one of two", category="moving", helpers_needed=2)
        second = team.propose(team.helper("Rose"))
        team.says(yes=True)
        self._both(team)
        self._both(team, proposal=second)
        both = Pair(self, "both of two", category="moving", helpers_needed=2)
        also = both.propose(both.helper("Rose"))
        both.says(yes=True)
        both.says(yes=True, proposal=also)
        self._both(both)

    def _pairs_that_end(self) -> None:
        refused = Pair(self, "the resident said no")
        refused.says(yes=True)
        refused.answers(yes=False)
        self._both(refused, at=LATER)
        late = Pair(self, "somebody else was first")
        second = late.propose(late.helper("Rose"))
        late.agree()
        self._both(late)
        self._both(late, proposal=second)
        withdrawn = Pair(self, "withdrawn")
        help_requests.withdraw(self.session, withdrawn.need, by=withdrawn.resident, now=NOW)
        self._both(withdrawn)
        expired = Pair(self, "expired")
        proposals.expire(self.session, expired.need.id, now=TOO_LATE)
        self._both(expired, at=TOO_LATE)

    def _pages_of(self, pair: Pair, meeting: Appointment, at: datetime, *parts: str) -> None:
        """The appointment as each of the two sees it, from the mail and signed in."""
        helper = pair.offer.user
        for side, user in (("helper", helper), ("resident", pair.resident)):
            token = self.link(TokenPurpose.APPOINTMENT, meeting, user)
            self.people[f"{pair.name}, {side}"] = user.id
            for part in ("", *parts):
                name, path = f"{pair.name}, {side} {part}", f"/rendez-vous/{token}{part}"
                self.visits.append(Visit(name, path, at=at))
                self.visits.append(Visit(f"{name} here", path, f"{pair.name}, {side}", at=at))

    def _appointments(self) -> None:
        agreed = Pair(self, "appointment")
        self._pages_of(agreed, agreed.agree(), NOW, "/annuler", "/retard", "/personne")
        near = Pair(self, "appointment near")
        meeting = near.agree()
        self._pages_of(
            near, meeting, meeting.starts_at - timedelta(minutes=5),
            "/annuler", "/retard", "/personne",
        )  # fmt: skip
        told = Pair(self, "appointment told late")
        meeting, karim = told.agree(), told.offer.user
        minutes_before = meeting.starts_at - timedelta(minutes=10)
        notices.say_late(self.session, meeting, 20, person=karim, by=karim, now=minutes_before)
        self._pages_of(told, meeting, minutes_before, "/retard")
        gone = Pair(self, "appointment cancelled")
        meeting = gone.agree()
        appointments.cancel(self.session, meeting, by=gone.resident, person=gone.resident, now=NOW)
        self._pages_of(gone, meeting, NOW, "/annuler")
        until = TODAY + timedelta(days=30)
        weekly = Pair(self, "appointment weekly", recurrence=Recurrence.WEEKLY, until_on=until)
        weekly.says(yes=True)
        weekly.answers(yes=True)
        first = self.session.scalars(
            select(Appointment)
            .where(Appointment.help_request_id == weekly.need.id)
            .order_by(Appointment.on_date)
        ).first()
        assert first is not None
        self._pages_of(weekly, first, NOW, "/annuler")

    def _feedback(
        self, name: str, say: Callable[[Pair, Appointment], None], at: datetime = AFTER
    ) -> None:
        pair = Pair(self, name)
        meeting = pair.agree()
        asking_feedback.ask_due(self.session, now=at)
        say(pair, meeting)
        for side, user in (("helper", pair.offer.user), ("resident", pair.resident)):
            token = self.link(TokenPurpose.FEEDBACK, meeting, user)
            self.visits.append(Visit(f"{name}, {side}", f"/retour/{token}", at=at))
        if name == "feedback given":
            self._pages_of(pair, meeting, at)

    def _afterwards(self) -> None:
        def all_good(pair: Pair, meeting: Appointment) -> None:
            said: feedbacks.Said = {
                "took_place": True, "feeling": Feeling.GOOD, "wants_again": True,
                "thanks_phrase": "good_to_me",
            }  # fmt: skip
            for person in (pair.resident, pair.offer.user):
                feedbacks.say(self.session, meeting, person, said, by=person, now=AFTER)

        def not_at_all(pair: Pair, meeting: Appointment) -> None:
            for person in (pair.resident, pair.offer.user):
                said: feedbacks.Said = {"took_place": False}
                feedbacks.say(self.session, meeting, person, said, by=person, now=AFTER)

        def never_again(pair: Pair, _meeting: Appointment) -> None:
            blocks.block(self.session, pair.offer.user, by=pair.resident, now=AFTER)

        self._feedback("feedback asked", lambda _pair, _meeting: None)
        self._feedback("feedback given", all_good)
        self._feedback("feedback not done", not_at_all)
        self._feedback("feedback blocked", never_again)
        self._feedback(
            "feedback too late", lambda _pair, _meeting: None, AFTER + timedelta(days=90)
        )

        call = Pair(self, "feedback by call")
        call.resident.channel = Channel.CALL
        call.agree()
        asking_feedback.ask_due(self.session, now=AFTER)
        message = self.session.scalars(
            select(Message).where(
                Message.kind == MessageKind.FEEDBACK, Message.user_id == call.resident.id
            )
        ).one()
        path, later = f"/coordination/messages/{message.id}/retour", "coordinator later"
        self.visits += [
            Visit("feedback by call", path, later, at=AFTER),
            Visit("feedback by call, wrong", path, later, 422, AFTER, is_wrong=True),
        ]

    def _offers(self) -> None:
        for name, change in {
            "offer active": lambda _offer: None,
            "offer paused": lambda offer: offers.pause(
                self.session, offer, until=None, by=offer.user, now=NOW
            ),
            "offer withdrawn": lambda offer: offers.withdraw(
                self.session, offer, by=offer.user, now=NOW
            ),
        }.items():
            offer = Pair(self, name).offer
            unsubscribe = self.link(TokenPurpose.UNSUBSCRIBE, offer.user, offer.user)
            pause = self.link(TokenPurpose.PAUSE, offer.user, offer.user)
            change(offer)
            self.visits += [
                Visit(f"{name}: unsubscribe", f"/desabonnement/{unsubscribe}"),
                Visit(f"{name}: pause", f"/pause/{pause}"),
            ]

    def _posts_that_end(self) -> None:
        ending, over = Pair(self, "ending"), Pair(self, "over")
        ending.offer.ends_on = TODAY + timedelta(days=10)
        over.offer.ends_on = TODAY - timedelta(days=1)
        over.need.status = RequestStatus.EXPIRED
        unconfirmed = Pair(self, "unconfirmed")
        unconfirmed.need.status = RequestStatus.UNCONFIRMED
        unconfirmed.offer.status = OfferStatus.UNCONFIRMED
        done = Pair(self, "done")
        done.agree().status = AppointmentStatus.DONE
        done.need.status = RequestStatus.DONE
        self.session.flush()
        self._both(done)
        for pair in (ending, over):
            for what, post, user in (
                ("offer", pair.offer, pair.offer.user),
                ("request", pair.need, pair.resident),
            ):
                token = self.link(TokenPurpose.RENEW, post, user)
                self.visits.append(Visit(f"{pair.name} {what}", f"/prolonger/{token}"))
        stay = self.link(TokenPurpose.RENEW, ending.resident, ending.resident)
        self.visits.append(Visit("silent for long", f"/rester/{stay}"))
        for name, subject, user in (
            ("a request", unconfirmed.need, unconfirmed.resident),
            ("an offer", unconfirmed.offer, unconfirmed.offer.user),
            ("somebody", unconfirmed.resident, unconfirmed.resident),
            ("a request again", ending.need, ending.resident),
        ):
            token = self.link(TokenPurpose.CONFIRM, subject, user)
            self.visits.append(Visit(f"confirm {name}", f"/confirmer/{token}"))
