"""This engine, used as the server uses it: a RunSpec and whole epochs of `Trainer.advance`."""

from benchmarks.nets import Problem
from engine.compiled.jit import Array
from engine.train.trainer import Trainer


class Peer:
    """A Trainer. Its overhead around the steps is part of the time."""

    def __init__(self, problem: Problem) -> None:
        self.trainer = Trainer(problem.spec)
        self.start = self.trainer.snapshot()

    def restart(self) -> None:
        """Restore the first snapshot."""
        self.trainer.restore(self.start)

    def train(self, epochs: int) -> None:
        """Train in one call, as for a playing session."""
        self.trainer.advance(epochs, "epoch")

    def parameters(self) -> Array:
        """All parameters as one vector, in the order of the engine."""
        return self.trainer.parameters
