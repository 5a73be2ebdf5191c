"""People read walking time rounded up, never metres."""

from __future__ import annotations

from flask_babel import gettext

_CLOSE_M, _TEN_MINUTES_M, _TWENTY_MINUTES_M = 400, 800, 1600


def walking_phrase(distance_m: float) -> str:
    """« tout près », « environ 10 minutes à pied », « à 3 km »."""
    if distance_m <= _CLOSE_M:
        return gettext("very close")
    if distance_m <= _TEN_MINUTES_M:
        return gettext("about 10 minutes on foot")
    if distance_m <= _TWENTY_MINUTES_M:
        return gettext("about 20 minutes on foot")
    return gettext("%(km)s km away", km=_kilometres(distance_m))


def walking_phrase_from_home(distance_m: float) -> str:
    """The same with its starting point: « tout près de chez vous », « à 3 km de chez vous »."""
    if distance_m <= _CLOSE_M:
        return gettext("very close to your home")
    if distance_m <= _TEN_MINUTES_M:
        return gettext("about 10 minutes on foot from your home")
    if distance_m <= _TWENTY_MINUTES_M:
        return gettext("about 20 minutes on foot from your home")
    return gettext("%(km)s km from your home", km=_kilometres(distance_m))


def _kilometres(distance_m: float) -> int:
    return int(-(-distance_m // 1000))
