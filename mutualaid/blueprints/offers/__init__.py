"""Offering a hand: one question a page, then pause, change or stop."""
