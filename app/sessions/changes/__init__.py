"""Change a run, and undo the change."""
