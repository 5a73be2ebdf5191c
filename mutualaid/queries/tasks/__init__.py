"""Reads of what the desk has to do: tasks, and calls with what each is about."""

from mutualaid.queries.tasks.about import (
    WHOLE_REQUEST,
    get_failed_message,
    list_appointments,
    list_proposals,
    list_requests,
)
from mutualaid.queries.tasks.calls import (
    ALWAYS_CALLED,
    MOST_CALLS,
    ONE_CALL,
    Call,
    Person,
    appointments_of_notices,
    calls_made,
    get_call,
    list_call_messages,
    list_calls,
    list_due_calls,
    people_to_call,
)
from mutualaid.queries.tasks.open_tasks import (
    ORDER,
    get_task,
    list_tasks,
    once_a_place,
)

__all__ = [
    "ALWAYS_CALLED",
    "MOST_CALLS",
    "ONE_CALL",
    "ORDER",
    "WHOLE_REQUEST",
    "Call",
    "Person",
    "appointments_of_notices",
    "calls_made",
    "get_call",
    "get_failed_message",
    "get_task",
    "list_appointments",
    "list_call_messages",
    "list_calls",
    "list_due_calls",
    "list_proposals",
    "list_requests",
    "list_tasks",
    "once_a_place",
    "people_to_call",
]
