"""« Effacez tout », heard by the desk."""

from __future__ import annotations

from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.models import Erasure as ErasureRow
from mutualaid.models import ErasureReason, JournalEntry, Message, User
from mutualaid.services import retention
from tests.browser import Browser
from tests.factories import NOW
from tests.factories.desks import Desk


def test_the_desk_forgets_a_neighbour_who_asks(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    person = fatima.get("coordination.show_neighbour", user_id=ours.phone_helper_id)
    assert f"/voisins/{ours.phone_helper_id}/partir" in person.html
    fatima.get("coordination.ask_to_forget", user_id=ours.phone_helper_id, max_queries=20)
    assert "Tout est effacé" in fatima.submit({}).text
    fatima.get("coordination.show_neighbour", user_id=ours.phone_helper_id, status=404)
    with database.reading() as session:
        assert session.get_one(User, ours.phone_helper_id).phone is None
        erased = select(JournalEntry).where(JournalEntry.action == "erased")
        assert session.scalars(erased).one().subject_id == ours.phone_helper_id


def test_a_call_about_a_long_silence_takes_both_answers(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        rose = session.get_one(User, ours.phone_helper_id)
        rose.created_at = NOW.replace(year=NOW.year - 2, month=NOW.month + 1)
        rose.last_contact_at = None
        session.flush()
        retention.warn_silent(session, NOW)
        notice = session.scalars(
            select(Message).where(
                Message.kind == MessageKind.INACTIVE_NOTICE, Message.user_id == rose.id
            )
        ).one()
    page = fatima.get("coordination.call", user_id=rose.id, max_queries=25)
    assert "Souhaitez-vous rester" in page.text
    action = f"/coordination/messages/{notice.id}/reponse"
    form = next(form for form in page.forms if form.action.endswith(action))
    answer = fatima.client.post(action, data=dict(form.fields) | {"reponse": "no"})
    assert answer.status_code == 303
    with database.reading() as session:
        assert session.get_one(User, rose.id).left_at == NOW
        assert session.get_one(ErasureRow, rose.id).reason is ErasureReason.LEFT
