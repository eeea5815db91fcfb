"""Export a run: spec, run file, parameters, Python program."""
