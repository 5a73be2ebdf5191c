"""What somebody in distress or in danger reads at once, and what stands about health."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from mutualaid.domain.red_flags import Worry
from mutualaid.wording.useful_numbers import UsefulNumber, number

NUMBERS = {
    Worry.DISTRESS: ("3114", "15", "112", "114"),
    Worry.VIOLENCE: ("17", "3919", "114", "119", "3133", "112"),
    Worry.HEALTH: ("15", "112"),
}


def words_of(worry: Worry) -> tuple[str, str]:
    """A title and a sentence."""
    if worry is Worry.DISTRESS:
        return (
            gettext("What you are going through matters. Somebody can listen to you now."),
            gettext("Calling is free. You need not give your name."),
        )
    if worry is Worry.VIOLENCE:
        return (
            gettext("Nobody has the right to hurt you. Help is there now."),
            gettext("If you cannot speak, write to 114 by text message."),
        )
    return (
        gettext("Write nothing about your health"),
        gettext(
            "A neighbour does not need to know it, and we do not keep it. Say only what there is "
            "to do: the stop or the street, the hour, what to carry."
        ),
    )


def numbers_for(worry: Worry) -> Sequence[UsefulNumber]:
    """The first to call stands first."""
    return [number(each) for each in NUMBERS[worry]]
