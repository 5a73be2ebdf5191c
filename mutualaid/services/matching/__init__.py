"""One run of the matcher: read a snapshot, decide, prove, write (docs/matching.md)."""

from mutualaid.services.matching.deciding import RunSummary
from mutualaid.services.matching.run import run_group

__all__ = ["RunSummary", "run_group"]
