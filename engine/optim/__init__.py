"""Tables of optimizers, learning-rate schedules, gradient clipping and projection."""
