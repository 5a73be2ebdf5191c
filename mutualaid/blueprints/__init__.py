"""The URL map is one list."""

from __future__ import annotations

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
DEMO_BLUEPRINTS: tuple[Blueprint, ...] = ()
"""Only with DEMO=1."""
