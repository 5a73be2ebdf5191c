"""Telling what worries or what went wrong, and asking for a call."""
