"""The engine, driven as the server drives it: a RunSpec and whole epochs of `Trainer.advance`."""

from benchmarks.nets import Problem
from engine.compiled.jit import Array
from engine.train.trainer import Trainer


class Peer:
    """A Trainer. Everything that it does around the steps is counted."""

    def __init__(self, problem: Problem) -> None:
        self.trainer = Trainer(problem.spec)
        self.start = self.trainer.snapshot()

    def restart(self) -> None:
        """The first snapshot."""
        self.trainer.restore(self.start)

    def train(self, epochs: int) -> None:
        """One call, as for a session that plays."""
        self.trainer.advance(epochs, "epoch")

    def parameters(self) -> Array:
        """The engine lays them out in the same way."""
        return self.trainer.parameters
