"""Trace one sample: every number of its forward pass, backward pass and update."""
