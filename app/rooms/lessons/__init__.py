"""Lessons of a workshop: the pace at which the class reads one, and what its members predict."""
