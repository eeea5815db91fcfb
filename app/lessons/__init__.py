"""The lessons: their texts, and what a workshop has to know of them."""
