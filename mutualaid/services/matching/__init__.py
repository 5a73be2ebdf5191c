"""One run of the matcher: read a snapshot, decide, prove, write (docs/matching.md)."""

from mutualaid.services.matching.run import RunSummary, run_group

__all__ = ["RunSummary", "run_group"]
