"""What earlier coups de main tell the next choice, in a run and for one request alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import (
    Answer,
    AppointmentStatus,
    HelperStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    HelpRequest,
    Neighbourhood,
    Offer,
    Proposal,
    User,
)
from mutualaid.services import asking_next, expecting
from mutualaid.services.matching import snapshot as snapshots
from mutualaid.services.matching.deciding import RunSummary, decide
from tests import factories
from tests.factories import NOW, TODAY, thursday

MORNING, EVENING = thursday(HalfDay.MORNING), thursday(HalfDay.EVENING)


def chosen_by_a_run(session: Session, home: Neighbourhood) -> list[tuple[int, Slot, list[str]]]:
    """(offer, half-day, reasons) of each pair that a run would propose now."""
    session.expire_all()
    summary = RunSummary([home.id])
    decide(snapshots.read(session, [home.id], now=NOW), summary)
    assert summary.is_ok, summary.certificate
    return [
        (pair.offer_id, pair.slot, [each["code"] for each in pair.reasons])
        for pair in summary.pairings
    ]


def chosen_alone(session: Session, need: HelpRequest) -> tuple[int, Slot]:
    """The same for one request at once."""
    session.expire_all()
    choice = asking_next.look(session, need, now=NOW)
    assert isinstance(choice, asking_next.Choice)
    return choice.offer_id, choice.slot


def asked(session: Session, need: HelpRequest, helper: User, slot: Slot, *, says: str) -> Proposal:
    """An earlier proposal and how it ended: yes, no or silence."""
    status = {"yes": ProposalStatus.AGREED, "no": ProposalStatus.DECLINED}.get(says)
    proposal = Proposal(
        help_request_id=need.id, helper_id=helper.id, on_date=slot.on_date,
        half_day=slot.half_day, status=status or ProposalStatus.EXPIRED,
        helper_answer=Answer(says) if status else Answer.NONE,
        created_at=NOW - timedelta(days=60), expires_at=NOW - timedelta(days=59),
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    return proposal


def have_met(session: Session, resident: User, helper: User) -> None:
    """She came once, last month."""
    need = factories.help_request(session, resident, status=RequestStatus.DONE)
    day = Slot.of(TODAY - timedelta(days=30), HalfDay.MORNING)
    proposal = asked(session, need, helper, day, says="yes")
    appointment = Appointment(
        help_request_id=need.id, on_date=day.on_date, half_day=day.half_day, minutes=60,
        status=AppointmentStatus.DONE, sequence=0, uid=f"uid-{need.id}",
        mot_de_passage="tournesol bleu", created_at=NOW,
    )  # fmt: skip
    session.add(appointment)
    session.flush()
    session.add(
        AppointmentHelper(
            appointment_id=appointment.id, helper_id=helper.id,
            proposal_id=proposal.id, status=HelperStatus.COMING,
        )
    )  # fmt: skip
    session.flush()


def two_next_door(session: Session, home: Neighbourhood) -> tuple[Offer, Offer]:
    """Karim and Rose, as near and as free as one another."""
    return tuple(
        factories.helper(
            session, home, name, phone=None,
            place=factories.place(session, home, number=name, flat=name, north_m=100),
        )
        for name in ("Karim", "Rose")
    )  # type: ignore[return-value]  # fmt: skip


@pytest.mark.parametrize(
    ("category", "meets_known"), [("shopping", False), ("chat", True)], ids=["errand", "habit"]
)
@pytest.mark.parametrize("known", [0, 1])
def test_an_errand_makes_a_new_tie_and_a_habit_keeps_the_face(
    session: Session, home: Neighbourhood, category: str, meets_known: bool, known: int
) -> None:
    """Whoever of the two as near as each other was helped by Jeanne: they have met too."""
    helpers = two_next_door(session, home)
    jeanne = factories.person(session, home, "Jeanne")
    have_met(session, helpers[known].user, jeanne)
    need = factories.help_request(session, jeanne, category)
    wanted, face = (known, "known_face") if meets_known else (1 - known, "new_face")
    [(offer_id, _slot, reasons)] = chosen_by_a_run(session, home)
    assert offer_id == helpers[wanted].id == chosen_alone(session, need)[0]
    assert reasons[-1] == face


def test_a_neighbourhood_may_leave_faces_out(session: Session, home: Neighbourhood) -> None:
    home.weighs_faces = False
    _, rose = two_next_door(session, home)
    jeanne = factories.person(session, home, "Jeanne")
    have_met(session, jeanne, rose.user)
    need = factories.help_request(session, jeanne)
    snapshot = snapshots.read(session, [home.id], now=NOW)
    assert snapshot.acquainted == {(0, 1)}
    assert snapshot.requests["prefers"] == [0]
    [(_offer, _slot, reasons)] = chosen_by_a_run(session, home)
    assert not {"new_face", "known_face"} & set(reasons)
    assert chosen_alone(session, need)


def many_answers(
    session: Session, home: Neighbourhood, said: dict[Slot, Sequence[str]], n_helpers: int = 5
) -> None:
    """Several neighbours were asked for the same half-days and each said the same."""
    need = factories.help_request(
        session, factories.person(session, home, "Odette"), status=RequestStatus.CLOSED
    )
    people = [factories.person(session, home, f"Voisin{n}") for n in range(n_helpers)]
    for slot, answers in said.items():
        for n, answer in enumerate(answers):
            asked(session, need, people[n % n_helpers], slot, says=answer)


YES, NO, SILENCE = ["yes"] * 30, ["no"] * 30, ["silence"] * 30


@pytest.mark.parametrize("refusal", [NO, SILENCE], ids=["noes", "silences"])
def test_the_half_day_at_which_fewer_decline_is_asked_for(
    session: Session, home: Neighbourhood, refusal: list[str]
) -> None:
    two_next_door(session, home)
    many_answers(session, home, {MORNING: refusal, EVENING: YES})
    need = factories.help_request(
        session, factories.person(session, home, "Jeanne"), slots=(MORNING, EVENING)
    )
    [(_offer, slot, _reasons)] = chosen_by_a_run(session, home)
    assert slot == chosen_alone(session, need)[1] == EVENING


def test_what_was_said_long_ago_or_elsewhere_or_by_few_is_not_expected(
    session: Session, home: Neighbourhood
) -> None:
    elsewhere = factories.neighbourhood(session, "Ailleurs")
    many_answers(session, elsewhere, {MORNING: NO})
    assert expecting.refusal_rates(session, [home.id], now=NOW) == {}
    assert expecting.refusal_rates(session, [elsewhere.id], now=NOW) != {}
    later = NOW + timedelta(days=121)
    assert expecting.refusal_rates(session, [elsewhere.id], now=later) == {}
    many_answers(session, home, {MORNING: NO}, n_helpers=4)
    assert expecting.refusal_rates(session, [home.id], now=NOW) == {}


def test_who_said_no_is_not_told_apart(session: Session, home: Neighbourhood) -> None:
    """All noes moved to one person: the figures are the same, and so is who is asked."""
    karim, rose = two_next_door(session, home)
    many_answers(session, home, {MORNING: [*NO, *YES], EVENING: YES})
    jeanne = factories.person(session, home, "Jeanne")
    factories.help_request(session, jeanne, slots=(MORNING, EVENING))
    before = snapshots.read(session, [home.id], now=NOW)
    pairs = chosen_by_a_run(session, home)
    refused = update(Proposal).where(Proposal.helper_answer == Answer.NO)
    for helper in (karim, rose):
        session.execute(refused.values(helper_id=helper.user_id))
        after = snapshots.read(session, [home.id], now=NOW)
        assert after.refusals == before.refusals
        assert after.offers == before.offers
        assert chosen_by_a_run(session, home) == pairs


def test_other_names_change_nothing_and_no_age_is_written_down(
    session: Session, home: Neighbourhood
) -> None:
    assert not {"age", "birth", "born_on", "gender"} & set(User.__mapper__.columns.keys())
    two_next_door(session, home)
    factories.help_request(session, factories.person(session, home, "Jeanne"))
    before, pairs = snapshots.read(session, [home.id], now=NOW), chosen_by_a_run(session, home)
    for person in session.scalars(select(User)):
        person.first_name, person.last_name = f"Prénom{person.id}", f"Nom{-person.id}"
        person.ui_language = "en"
    session.flush()
    session.expire_all()
    after = snapshots.read(session, [home.id], now=NOW)
    for name in ("requests", "offers", "forbidden", "asked", "acquainted", "refusals"):
        assert repr(getattr(after, name)) == repr(getattr(before, name)), name
    assert chosen_by_a_run(session, home) == pairs
