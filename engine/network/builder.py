"""What a tape is written with: slots, rows and names, the layers that they make, and what flows from one to the next."""

from collections import Counter
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from engine.data.dataset import Image
from engine.network.layout import Block, Layout
from engine.ops import row

INPUTS = "inputs"
"""Name of the network's input among the sources of layers."""

COLUMN = {
    name: getattr(row, name.upper())
    for name in (
        "parameters", "n_in", "n_out", "target", "losses", "second", "number", "work", "steps", "gates", "inner", "whole",
        "truncate", "height", "width", "channels", "size", "padding",
    )
}  # fmt: skip
"""Where in a row the columns stand that not every op has."""


@dataclass(frozen=True)
class Layer:
    """A layer as people speak of it: a dense op with its activation, a norm, a residual block as a whole, …"""

    name: str
    kind: str
    sources: tuple[str, ...]
    """The layers it reads, INPUTS for the network's own; of a residual block the skip, then the end of the branch."""
    n_in: int
    units: int
    activation: str
    """Its activation, "linear" where it has none."""
    pre_activation: int
    """Slot of what the activation is of, such as Z = A W + b; its output, where the slope follows from that."""
    output: int
    """Slot of f(Z)."""
    blocks: dict[str, Block] = field(default_factory=dict)
    """Its parameters, by their names within the layer: `weights`, `biases`, …"""
    frozen: bool = False
    """Whether training leaves its parameters as they are."""
    shape: tuple[int, ...] = ()
    """Of its output: (steps, units) or (height, width, channels); () for one vector of units."""
    gates: int = 1
    """Matrices that stand side by side in the weights, each drawn by itself."""
    repeats: int = 1
    """How often its parameters are used for one sample: at every step, or at every place of a picture."""

    @property
    def width(self) -> int:
        """Columns of its output: the units of all steps, or the channels of all pixels."""
        return prod(self.shape) if self.shape else self.units

    @property
    def size(self) -> int:
        """Number of parameters."""
        return sum(block.size for block in self.blocks.values())


class Signal(NamedTuple):
    """What flows from layer to layer while the tape is written: a slot, its width, and the layer that it came from.

    steps: it is a sequence of so many steps. per_step: of states of a recurrent layer, which a dense layer reads one step
    after the other. image: it is a picture. flat_by: the layer after which it is no sequence and no picture any more.
    """

    slot: int
    width: int
    layer: str
    steps: int | None = None
    per_step: bool = False
    image: Image | None = None
    flat_by: str | None = None

    def columns(self, first: int, end: int) -> "Signal":
        """A part of it."""
        if (first, end) == (0, self.width):
            return self
        return Signal(self.slot + first, end - first, self.layer, flat_by=self.flat_by)

    def flat(self, slot: int, width: int, layer: str) -> "Signal":
        """What `layer` makes of it, one vector a sample."""
        had_form = self.steps is not None or self.image is not None
        return Signal(slot, width, layer, flat_by=self.flat_by or (layer if had_form else None))


class Writer:
    """A tape and a layout in the making. `owners` names the layer of each row."""

    def __init__(self, n_in: int) -> None:
        self.layout = Layout()
        self.layers: list[Layer] = []
        self.owners: list[str] = []
        self.width = n_in
        self._rows: list[list[int]] = []
        self._counts: Counter[str] = Counter()

    def _slot(self, width: int) -> int:
        slot, self.width = self.width, self.width + width
        return slot

    def _name(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}_{self._counts[kind]}"

    def _row(self, owner: str, op: int, code: int, source: int, output: int, **columns: int) -> None:
        """Write a row: what it does, its slots, and the other columns by their names, 0 where they are left out."""
        numbers = [0] * row.COLUMNS
        numbers[row.OP], numbers[row.CODE], numbers[row.INPUT], numbers[row.OUTPUT] = op, code, source, output
        for name, value in columns.items():
            numbers[COLUMN[name]] = value
        self._rows.append(numbers)
        self.owners.append(owner)
