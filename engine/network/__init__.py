"""Compilation of a RunSpec to a tape and a layout of parameters."""
