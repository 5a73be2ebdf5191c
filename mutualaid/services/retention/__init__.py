"""What the night forgets: every personal word whose time in `mutualaid/retention.py` is over."""

from mutualaid.services.retention.lines import LINES
from mutualaid.services.retention.silent import forget_silent, void_stale_notices, warn_silent
from mutualaid.services.retention.unconfirmed import (
    end_unconfirmed_posts,
    forget_unconfirmed,
    forget_unconfirmed_relatives,
    forget_without_parent,
)

__all__ = [
    "LINES",
    "end_unconfirmed_posts",
    "forget_silent",
    "forget_unconfirmed",
    "forget_unconfirmed_relatives",
    "forget_without_parent",
    "void_stale_notices",
    "warn_silent",
]
