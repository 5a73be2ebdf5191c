"""How things are said: dates, distances, phones, refusals, in the reader's language."""
