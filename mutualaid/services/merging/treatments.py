"""What becomes of each column that points at a person, when two rows are made one.

The schema is the list: a test fails when a key to `users` is not named here.
"""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from mutualaid.models import Base


class Treatment(StrEnum):
    """What happens to the rows that point at the row that goes."""

    MOVE = "move"
    """They point at the one that stays; a row that she has already stays where it was."""
    MOVE_OR_DROP = "move_or_drop"
    """They point at the one that stays; a row that she has already goes."""
    TIE = "tie"
    """The lower number first; two ties with the same neighbour are one, their meetings added."""
    SIGN_OUT = "sign_out"
    """Nothing that was open for the row that goes opens anything any more."""
    TEAM = "team"
    """Only the team has such rows, and nobody of the team is merged."""
    STAY = "stay"
    """They say which row it was."""


_MOVE, _DROP, _TEAM = Treatment.MOVE, Treatment.MOVE_OR_DROP, Treatment.TEAM
TREATED: dict[str, Treatment] = {
    "absences.user_id": _MOVE,
    "alerts.set_by_id": _MOVE,
    "appointment_helpers.helper_id": _MOVE,
    "appointment_notices.user_id": _MOVE,
    "appointments.cancelled_by_id": _MOVE,
    "blocks.blocked_id": _DROP,
    "blocks.blocker_id": _DROP,
    "call_sheets.fate_by_id": _MOVE,
    "circle_members.neighbour_id": _DROP,
    "consents.recorded_by_id": _MOVE,
    "consents.user_id": _MOVE,
    "coordinators.user_id": _TEAM,
    "desk_claims.callee_id": _DROP,
    "desk_claims.handed_by_id": _MOVE,
    "desk_claims.holder_id": _TEAM,
    "enrolments.recorded_by_id": _MOVE,
    "enrolments.user_id": _MOVE,
    "feedbacks.recorded_by_id": _MOVE,
    "feedbacks.user_id": _MOVE,
    "help_requests.posted_by_id": _MOVE,
    "help_requests.user_id": _MOVE,
    "help_requests.wanted_helper_id": _MOVE,
    "help_requests.reported_by_id": _MOVE,
    "helper_refusals.helper_id": _DROP,
    "ladder_rungs.responsible_id": _MOVE,
    "level_changes.changed_by_id": _MOVE,
    "level_changes.user_id": _MOVE,
    "merges.gone_id": Treatment.STAY,
    "merges.kept_id": Treatment.STAY,
    "merges.merged_by_id": _MOVE,
    "messages.ended_by_id": _MOVE,
    "messages.user_id": _MOVE,
    "offers.posted_by_id": _MOVE,
    "offers.user_id": _MOVE,
    "proposals.helper_answered_by_id": _MOVE,
    "proposals.helper_id": _MOVE,
    "proposals.proposed_by_id": _MOVE,
    "proposals.resident_answered_by_id": _MOVE,
    "recovery_codes.user_id": _TEAM,
    "referees.confirmed_by_id": _MOVE,
    "referees.named_by_id": _MOVE,
    "referees.user_id": _MOVE,
    "relatives.account_id": _MOVE,
    "relatives.user_id": _MOVE,
    "reports.about_id": _MOVE,
    "reports.reporter_id": _MOVE,
    "request_choices.decided_by_id": _MOVE,
    "request_choices.helper_id": _DROP,
    "round_attempts.by_id": _MOVE,
    "round_entries.user_id": _MOVE,
    "rounds.closed_by_id": _MOVE,
    "rounds.opened_by_id": _MOVE,
    "rounds.responsible_id": _MOVE,
    "run_requests.asked_by_id": _MOVE,
    "second_factors.user_id": _TEAM,
    "sessions.user_id": Treatment.SIGN_OUT,
    "sign_ins.user_id": Treatment.SIGN_OUT,
    "tasks.done_by_id": _MOVE,
    "tasks.user_id": _MOVE,
    "ties.high_id": Treatment.TIE,
    "ties.low_id": Treatment.TIE,
    "tokens.user_id": _MOVE,
    "users.household_id": _MOVE,
    "users.met_by_id": _MOVE,
    "users.spoken_for_by_id": _MOVE,
    "weekly_news.user_id": _MOVE,
}
"""`table.column` → what becomes of its rows."""


def keys_to_people() -> list[sa.Column[object]]:
    """Every column of the schema that points at a person, in the order of their names."""
    found = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "users" for key in column.foreign_keys)
    ]
    return sorted(found, key=name_of)


def name_of(column: sa.Column[object]) -> str:
    """« offers.user_id »."""
    return f"{column.table.name}.{column.name}"


def treatment_of(column: sa.Column[object]) -> Treatment:
    """A key that nobody thought of moves: nothing of a person is left behind."""
    return TREATED.get(name_of(column), Treatment.MOVE)
