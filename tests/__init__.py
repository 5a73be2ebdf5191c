"""A package, not a bare folder: a library that brings a `tests` of its own would hide a folder."""
