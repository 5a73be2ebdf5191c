"""The URL map is one list."""

from __future__ import annotations

from flask import Blueprint

from mutualaid.blueprints.home.views import blueprint as home

BLUEPRINTS: tuple[Blueprint, ...] = (home,)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = ()
"""Only with DEMO=1."""
