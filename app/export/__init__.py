"""Export a run: Python program, run file, checkpoint."""
