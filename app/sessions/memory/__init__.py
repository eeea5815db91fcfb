"""The memory of sessions: what a run will need, what a session has of the budget, and what runs share at their beginning."""
