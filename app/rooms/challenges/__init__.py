"""Challenges: goals that the server checks on samples that nobody has."""
