"""RunSpec, the definition of a run, and the models that it consists of."""
