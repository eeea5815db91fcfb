"""Answer questions about a run without changing it."""
