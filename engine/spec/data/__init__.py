"""The data of a RunSpec: one model for each kind of data, and their union DataSpec."""
