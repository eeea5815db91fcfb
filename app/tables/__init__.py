"""Store uploaded tables."""
