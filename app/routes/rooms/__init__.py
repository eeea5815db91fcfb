"""The calls about workshops."""
