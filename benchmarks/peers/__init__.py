"""The peers: the same training in different libraries, one module each.

A peer is plain and idiomatic in its library: float64, one thread, forward, backward and update for every batch, the
samples shuffled anew each epoch. Each module has a class `Peer`, as described by the protocol here.
"""

from dataclasses import dataclass
from typing import Protocol

from benchmarks.nets import Problem
from engine.compiled.jit import Array


class Peer(Protocol):
    """A network in training."""

    def __init__(self, problem: Problem) -> None: ...

    def restart(self) -> None:
        """Back to the initial weights and the first epoch's order."""

    def train(self, epochs: int) -> None:
        """Train for `epochs` more and return when it is done."""

    def parameters(self) -> Array:
        """All weights and biases as `nets.flat` lays them out."""


@dataclass(frozen=True)
class Entry:
    """A peer by its name in the tables, its module here and the distribution that it needs."""

    name: str
    module: str
    distribution: str


OURS = Entry("Backprop Playground", "ours", "numba")

PEERS = (
    OURS,
    Entry("NumPy", "numpy_peer", "numpy"),
    Entry("PyTorch eager", "torch_peer", "torch"),
    Entry("JAX jit + scan", "jax_peer", "jax"),
)
