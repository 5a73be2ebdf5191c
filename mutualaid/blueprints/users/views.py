"""`/entrer`, `/inscription`, `/mon-espace`: importing the pages puts them on the map."""

from __future__ import annotations

from mutualaid.blueprints.users import (
    away,
    confirming,
    details,
    entering,
    joining,
    my_data,
    my_space,
    past,
    second_factor,
    young,
)
from mutualaid.blueprints.users.blueprint import blueprint

__all__ = [
    "away",
    "blueprint",
    "confirming",
    "details",
    "entering",
    "joining",
    "my_data",
    "my_space",
    "past",
    "second_factor",
    "young",
]
