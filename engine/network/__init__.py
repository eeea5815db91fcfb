"""Compile a RunSpec to a tape and the layout of its parameters."""
