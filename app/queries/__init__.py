"""Answer questions about a run without changing it.

Most functions are jobs for `Session.read` and return JSON as bytes, in the shape of the protocol's model that their
docstring names.
"""
