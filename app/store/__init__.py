"""What the server keeps across restarts: rows of bytes in SQLite or PostgreSQL. Knows nothing of runs."""
