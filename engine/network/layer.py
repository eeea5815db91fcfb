"""A layer of a network as the page shows it, and the value that one layer passes to the next."""

from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from engine.data.dataset import Image
from engine.network.layout import Block

INPUTS = "inputs"
"""Name of the network's input among the sources of layers."""


@dataclass(frozen=True)
class Layer:
    """A layer: a dense layer with its activation, a norm, a whole residual block, …

    Slots are column numbers of the tape, see `engine.network.tape`.
    """

    name: str
    kind: str
    sources: tuple[str, ...]
    """Names of the layers it reads, INPUTS for the network's own; for a residual block the skip, then the end of the branch."""
    n_in: int
    units: int
    activation: str
    """Name of its activation; "linear" if it has none."""
    pre_activation: int
    """Slot of the activation's argument, such as Z = A W + b; the slot of its output if the slope follows from that."""
    output: int
    """Slot of the output f(Z)."""
    blocks: dict[str, Block] = field(default_factory=dict)
    """Parameters by their names within the layer: `weights`, `biases`, …"""
    frozen: bool = False
    """True if training does not change its parameters."""
    shape: tuple[int, ...] = ()
    """Shape of the output: (steps, units) or (height, width, channels); () for one vector of units."""
    gates: int = 1
    """Number of matrices side by side in the weights, each initialized on its own."""
    repeats: int = 1
    """Number of times its parameters are used for one sample: the steps of a sequence, or the places of an image."""

    @property
    def width(self) -> int:
        """Columns of its output: the units of all steps, or the channels of all pixels."""
        return prod(self.shape) if self.shape else self.units

    @property
    def size(self) -> int:
        """Number of parameters."""
        return sum(block.size for block in self.blocks.values())


class Signal(NamedTuple):
    """The value passed from layer to layer while the tape is built: a slot, its width, and the layer that computed it.

    steps: number of steps if it is a sequence. per_step: True for the states of a recurrent layer, which a dense layer
    reads step by step. image: height, width and channels if it is an image. flat_by: the layer that made one vector of a
    sequence or an image.
    """

    slot: int
    width: int
    layer: str
    steps: int | None = None
    per_step: bool = False
    image: Image | None = None
    flat_by: str | None = None

    def columns(self, first: int, end: int) -> "Signal":
        """Return the columns from `first` up to `end`."""
        if (first, end) == (0, self.width):
            return self
        return Signal(self.slot + first, end - first, self.layer, flat_by=self.flat_by)

    def flat(self, slot: int, width: int, layer: str) -> "Signal":
        """Return the output of `layer` for this input, one vector per sample."""
        had_form = self.steps is not None or self.image is not None
        return Signal(slot, width, layer, flat_by=self.flat_by or (layer if had_form else None))
