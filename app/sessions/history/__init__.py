"""Record a run: metrics over time, and checkpoints to return to."""
