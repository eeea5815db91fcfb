"""RunSpec, the definition of a run, and its parts."""

from engine.spec.run import RunSpec

__all__ = ["RunSpec"]
