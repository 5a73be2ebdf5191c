"""Asking for a hand: one question a page, then what becomes of it."""
