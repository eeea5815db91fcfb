"""The messages about workshops."""
