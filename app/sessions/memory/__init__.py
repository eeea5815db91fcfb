"""The memory of sessions: what a run will need, and what a session has of the budget."""
