"""What neighbours do, as verbs. Session first, `by` and `now` explicit, never a commit."""
