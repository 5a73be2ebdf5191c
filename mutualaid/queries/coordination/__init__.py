"""Reads of the desk: all within the neighbourhoods of one coordinator, nothing beyond."""
