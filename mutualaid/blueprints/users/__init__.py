"""People: come in, join, and one's own page."""
