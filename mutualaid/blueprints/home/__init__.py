"""The public pages: three doors, useful numbers, and a word for those who live elsewhere."""
