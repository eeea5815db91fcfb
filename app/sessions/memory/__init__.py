"""The memory of sessions: what a run will need, what a session holds, and what runs that begin alike share."""
