"""Reads: select() only. `find_` returns None, `get_` raises NotFound."""
