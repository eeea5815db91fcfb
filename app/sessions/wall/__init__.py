"""What the wall of a workshop shows of a session."""
