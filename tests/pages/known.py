"""Somebody whom the desk knows well, and a spreadsheet that was read and is not written yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.spreadsheets import read_table
from mutualaid.models import LevelChange, Referee, Relative, User
from mutualaid.queries.sessions import find_session
from mutualaid.services import importing, sessions
from tests.factories import NOW, TODAY, spreadsheet

LONG_NAME = "Marie-Antoinette-Victorine-Joséphine-Clémence"
BAD_ROWS = "\r\n".join(
    ["Petit;;0639981234;;;;;;", "Petit;Rose;06 39;;;;;;", f"{'é' * 90};Rose;0639981234;;;;;;", ""]
)


def acquaint(session: Session, person: User, boss: User) -> None:
    """Trusted people and references, heard and unheard; a level that changed; a household."""
    other = session.get_one(User, person.id + 1)
    other.household_id = person.id
    person.call_hours = "le matin, après dix heures, jamais pendant la sieste du chat"
    for name, heard_at in ((LONG_NAME, NOW), ("Nora", None)):
        session.add(
            Relative(
                user_id=person.id, first_name=name, phone="+33639981288", confirmed_at=heard_at,
                created_at=NOW,
            )
        )  # fmt: skip
        session.add(
            Referee(
                user_id=person.id, first_name=name, named_by_id=boss.id, created_at=NOW,
                confirmed_on=TODAY if heard_at else None,
                confirmed_by_id=boss.id if heard_at else None,
            )
        )  # fmt: skip
    for before in (0, 1):
        session.add(
            LevelChange(
                user_id=person.id, before=before, after=before + 1, changed_by_id=boss.id,
                changed_at=NOW + timedelta(minutes=before),
            )
        )  # fmt: skip
    session.flush()


def begin_import(database: Database, cookie: str, home_id: int) -> None:
    """Eighty people, some of them twice, and rows that must be corrected, in this window."""
    known = [("Jeanne", "06 39 98 12 10"), ("Rose", "06 39 98 12 11"),
             ("Élodie", "06 39 98 19 02"), (LONG_NAME, "06 39 98 19 03")]  # fmt: skip
    content = spreadsheet.content(known) + BAD_ROWS.encode("cp1252")
    draft = importing.draft_of(read_table(content), home_id, today=TODAY)
    with database.transaction() as session:
        row = find_session(session, cookie, now=NOW)
        assert row is not None
        sessions.keep_draft(session, row, importing.DRAFT_FORM, draft.plain(), now=NOW)
