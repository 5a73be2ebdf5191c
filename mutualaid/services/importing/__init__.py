"""The spreadsheet that every collective starts with: read, checked, written in one go."""

from mutualaid.services.importing.columns import Column, recognised
from mutualaid.services.importing.comparing import Checked, Draft, check, draft_of
from mutualaid.services.importing.reading import Entry, Problem, read_entries
from mutualaid.services.importing.writing import DRAFT_FORM, write_down

__all__ = [
    "DRAFT_FORM",
    "Checked",
    "Column",
    "Draft",
    "Entry",
    "Problem",
    "check",
    "draft_of",
    "read_entries",
    "recognised",
    "write_down",
]
