"""Messages about one session."""
