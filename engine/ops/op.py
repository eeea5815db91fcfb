"""Definition of an op of the tape, as each op's own file registers it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Kernel

Row = NDArray[np.int64]
"""A row of the tape (COLUMNS,), see `engine.ops.row`."""


class Parameter(NamedTuple):
    """A block of an op's parameters. The blocks of an op follow one another from the row's column PARAMETERS on.

    `symbol` names it in exported programs. `running` blocks are statistics that the forward pass updates; they have no
    gradient. `initial` is the value before weights and biases are drawn.
    """

    name: str
    shape: tuple[int, ...]
    symbol: str
    running: bool = False
    initial: float = 0.0


class Pieces(NamedTuple):
    """The kinks of a piecewise op: `piece(*values)`, plain NumPy, returns which piece of the formula applies to each value
    of its `slots`, each `width` columns wide."""

    piece: Kernel
    slots: tuple[int, ...]
    width: int


def no_parameters(n_in: int, n_out: int) -> tuple[Parameter, ...]:
    """Parameters of an op that has none."""
    return ()


def is_smooth(row: Row) -> Pieces | None:
    """Kinks of an op that has none."""
    return None


def no_lines(row: Row, f: str, *parameters: str) -> list[str]:
    """NumPy text of an op that begins no layer, or a layer that changes nothing in a prediction."""
    return []


@dataclass(frozen=True, eq=False)  # compared by identity
class Op:
    """An op: its kernels, its parameters, and what else others need to know of it.

    `forward(row, parameters, values, batch)` and `backward(row, parameters, gradients, values, adjoints, batch)` are
    compiled and read the columns of `row` that the op uses.
    """

    name: str
    forward: Kernel
    backward: Kernel
    parameters: Callable[[int, int], tuple[Parameter, ...]] = no_parameters
    """Blocks of parameters of a row with columns (N_IN, N_OUT)."""
    pieces: Callable[[Row], Pieces | None] = is_smooth
    """Kinks of a row, across which finite differences are no derivative; None for a smooth formula."""
    numpy: Callable[..., list[str]] = no_lines
    """numpy(row, f, *parameters): lines of NumPy for the prediction of a layer whose first row is `row`. They replace `a`,
    its inputs (B, columns), by its outputs.

    f: the layer's activation, an expression of `z`. parameters: the names of its arrays. Lines may call `sigmoid`.
    """
    trains_differently: bool = False
    """True if the op computes something else while the network trains, for the CODE `row.TRAINING`."""
    gates: tuple[str, ...] = ()
    """Recurrent ops: names of the blocks of N_OUT columns in the slot GATES, which are also those of W, R and b."""
    inner: tuple[str, ...] = ()
    """Recurrent ops: names of the blocks of N_OUT columns in the slot INNER."""

    @property
    def is_recurrent(self) -> bool:
        """True if the op reads its own output of the step before."""
        return bool(self.gates)
