"""Two spreadsheets in, a plan out: the matcher for those who have no database."""
