"""Peers: the same training in different libraries, one module each.

A peer is idiomatic code for its library: float64, one thread; forward pass, backward pass and update for every batch;
samples shuffled every epoch. Each module has a class `Peer` that follows the protocol below.
"""

from dataclasses import dataclass
from typing import Protocol

from benchmarks.nets import Problem
from engine.compiled.jit import Array


class Peer(Protocol):
    """A network in training."""

    def __init__(self, problem: Problem) -> None: ...

    def restart(self) -> None:
        """Restore the initial weights and the sample order of the first epoch."""

    def train(self, epochs: int) -> None:
        """Train for `epochs` epochs and return when they are done."""

    def parameters(self) -> Array:
        """All weights and biases as one vector, in the order of `nets.flat`."""


@dataclass(frozen=True)
class Entry:
    """A peer: name in the tables, module in this package, and the distribution that it needs."""

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
