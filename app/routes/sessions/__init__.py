"""The calls about one session."""
