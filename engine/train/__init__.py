"""Training: the compiled loops, the state of a run and the trainer that drives it."""
