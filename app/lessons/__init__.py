"""The lessons: their texts, and the outlines that workshops need."""
