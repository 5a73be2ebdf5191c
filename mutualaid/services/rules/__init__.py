"""The hard rules for one pair, in the order in which a coordinator reads what stands in the way.

The same rules as `mutualaid.matching.candidates` states for arrays; a test compares the two.
"""

from mutualaid.services.rules.known import Known, known_about
from mutualaid.services.rules.needs import (
    cell_side,
    distance_between,
    is_away,
    is_free_in_week,
    needed_slots,
    needs_met,
    prefers_known,
    required_level,
    startable_slots,
    today_of,
    where,
)
from mutualaid.services.rules.obstacles import (
    gap_of,
    is_paused,
    is_resting,
    obstacle,
    obstacle_given,
    obstacles_given,
)

__all__ = [
    "Known",
    "cell_side",
    "distance_between",
    "gap_of",
    "is_away",
    "is_free_in_week",
    "is_paused",
    "is_resting",
    "known_about",
    "needed_slots",
    "needs_met",
    "obstacle",
    "obstacle_given",
    "obstacles_given",
    "prefers_known",
    "required_level",
    "startable_slots",
    "today_of",
    "where",
]
