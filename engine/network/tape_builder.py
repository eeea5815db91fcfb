"""TapeBuilder: allocates slots, parameters and rows while a network is compiled to a tape."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.network.layer import Layer, Signal
from engine.network.layout import Block, Layout
from engine.ops import OP_CODES, row
from engine.ops.op import Op
from engine.spec.layers import LayerSpec

COLUMN = {
    name: getattr(row, name.upper())
    for name in (
        "n_in", "n_out", "target", "loss_values", "second", "number", "work", "steps", "gates", "inner", "whole",
        "truncate", "height", "width", "channels", "size", "padding",
    )
}  # fmt: skip
"""Index of the columns of a row that not every op uses, by name."""

Build = Callable[["TapeBuilder", Any, Signal, str], Signal]
"""Adds the layer of a spec, which reads a signal, and returns its output; the last argument is its field in the RunSpec."""


class TapeBuilder:
    """A tape and a layout under construction, for `n_in` inputs in slot 0.

    `owners` names the layer of each row; `width` is the sum of the widths of all slots. `builders` has a function for each
    type of layer spec. `sample_mask` is the slot that has 1 for the samples of a batch and 0 for its padding;
    `residual_blocks` the number of residual blocks in the network.
    """

    def __init__(
        self, n_in: int, builders: Mapping[type[Any], Build], *, marks_samples: bool = False, residual_blocks: int = 1
    ) -> None:
        self.layout = Layout()
        self.layers: list[Layer] = []
        self.owners: list[str] = []
        self.rows: list[list[int]] = []
        self.width = n_in
        self.residual_blocks = residual_blocks
        self._builders = builders
        self._counts: Counter[str] = Counter()
        self.sample_mask = self.slot(1) if marks_samples else row.INPUT_SLOT

    def chain(self, specs: Sequence[LayerSpec], x: Signal, field: str) -> Signal:
        """Add layers one after the other; `field` is the list's field in the RunSpec, for error messages."""
        for number, spec in enumerate(specs):
            x = self._builders[type(spec)](self, spec, x, f"{field}[{number}]")
        return x

    def slot(self, width: int) -> int:
        """Allocate a slot of `width` columns and return its first."""
        slot, self.width = self.width, self.width + width
        return slot

    def name(self, kind: str) -> str:
        """Return the name of the next layer of a kind, such as dense_2."""
        self._counts[kind] += 1
        return f"{kind}_{self._counts[kind]}"

    def blocks(self, layer: str, op: Op, n_in: int, n_out: int, frozen: bool = False) -> dict[str, Block]:
        """Add the parameters of an op to the layout and return them by their names within the layer."""
        return {
            name: self.layout.add(f"{layer}.{name}", shape, running, frozen and not running, initial)
            for name, shape, _, running, initial in op.parameters(n_in, n_out)
        }

    def row(
        self,
        owner: str,
        op: Op,
        source: int,
        output: int,
        code: int = 0,
        blocks: Mapping[str, Block] | None = None,
        **columns: int,
    ) -> None:
        """Add a row: its op and code, its slots, its parameters, and other columns by name, 0 by default."""
        numbers = [0] * row.COLUMNS
        numbers[row.OP], numbers[row.CODE], numbers[row.INPUT], numbers[row.OUTPUT] = OP_CODES[op], code, source, output
        if blocks:
            numbers[row.PARAMETERS] = next(iter(blocks.values())).offset
        for name, value in columns.items():
            numbers[COLUMN[name]] = value
        self.rows.append(numbers)
        self.owners.append(owner)
