"""Weeks of a town under several ways of asking, with the same people, needs and answers for all."""
