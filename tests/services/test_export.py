"""What one person may take along: all of hers, nothing of anybody else's."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from mutualaid.models import Base, Neighbourhood, Report, ReportKind, User
from mutualaid.services import export
from tests.factories import NOW
from tests.factories.whole_life import live

MINE, THEIRS = "Canariword", "Rossignol"
TOLD = {section.table.__tablename__: section for section in export.SECTIONS}
NOBODYS = {
    "erasures": "whoever stands there has no account to read it from",
}


def tables_with_a_person() -> set[str]:
    """Everything from which a chain of references leads to a person, or that holds her words."""
    found = {"users", "erasures", "journal"}
    grows = True
    while grows:
        before = len(found)
        for table in Base.metadata.sorted_tables:
            to = {key.column.table.name for key in table.foreign_keys}
            if to & found or any(column.info.get("personal") for column in table.columns):
                found.add(table.name)
        grows = len(found) > before
    return found


def test_every_table_with_a_person_in_it_is_told() -> None:
    missing = tables_with_a_person() - TOLD.keys() - NOBODYS.keys()
    assert not missing, f"add a Section to mutualaid/services/export.py: {sorted(missing)}"


def test_every_personal_column_is_told_or_says_why_not() -> None:
    missing = [
        f"{name}.{column.name}"
        for name, section in TOLD.items()
        for column in Base.metadata.tables[name].columns
        if column.info.get("personal")
        and column.name not in section.columns
        and column.name not in section.withheld
    ]
    assert not missing


def test_nobodys_number_and_no_hash_is_told() -> None:
    for name, section in TOLD.items():
        for column in section.columns:
            assert "hash" not in column
            keys = Base.metadata.tables[name].columns[column].foreign_keys
            assert "users" not in {key.column.table.name for key in keys}, f"{name}.{column}"


def test_all_of_hers_is_there_and_nothing_of_the_others(
    session: Session, home: Neighbourhood
) -> None:
    life = live(session, home, MINE)
    live(session, home, THEIRS)
    me = session.get_one(User, life.person_id)
    other = session.get_one(User, life.other_id)
    other.last_name, other.phone = f"{THEIRS}name", "+33639981299"
    session.add(
        Report(
            reporter_id=other.id,
            about_id=me.id,
            kind=ReportKind.CONDUCT,
            words=f"{THEIRS} worries",
            created_at=NOW,
        )
    )
    session.flush()
    told = json.dumps(export.everything(session, me), ensure_ascii=False).lower()
    for word in ("first", "last", "flat", " door", " fact", " note", " offer note", " thanks",
                 " reply", "niece", " report", " draft", "ville"):  # fmt: skip
        assert f"{MINE}{word}".lower() in told, word
    assert THEIRS.lower() not in told
    assert "+33639981299" not in told
    empty = {name for name, rows in export.everything(session, me).items() if not rows}
    assert empty == {"outside_interests", "coordinators", "appointment_helpers",
                     "appointment_notices", "desk_claims", "helper_refusals",
                     "journal", "rounds", "call_sheets", "alerts", "recovery_codes",
                     "second_factors"}  # fmt: skip


def test_whoever_said_no_to_her_is_not_told(session: Session, home: Neighbourhood) -> None:
    life = live(session, home, MINE)
    asked = export.everything(session, session.get_one(User, life.person_id))["proposals"]
    assert [row["status"] for row in asked] == ["agreed"]
    helped = export.everything(session, session.get_one(User, life.other_id))["proposals"]
    assert {row["status"] for row in helped} == {"agreed", "declined"}
