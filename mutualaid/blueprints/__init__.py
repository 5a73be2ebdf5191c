"""The URL map is one list."""

from __future__ import annotations

from flask import Blueprint

from mutualaid.blueprints.demo.views import blueprint as demo
from mutualaid.blueprints.home.views import blueprint as home

BLUEPRINTS: tuple[Blueprint, ...] = (home,)
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = (demo,)
"""Only with DEMO=1."""
