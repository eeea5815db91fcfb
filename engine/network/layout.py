"""Layout of named parameter blocks in one flat vector."""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array


@dataclass(frozen=True)
class Block:
    """A named array in a flat vector."""

    name: str
    offset: int
    shape: tuple[int, ...]
    running: bool = False
    """True for running statistics, as of batch norm, which have no gradient."""
    frozen: bool = False
    """True if training does not change it."""
    initial: float = 0.0
    """Value before weights and biases are drawn."""

    @property
    def size(self) -> int:
        """Number of parameters."""
        return prod(self.shape)

    @property
    def is_weights(self) -> bool:
        """True for a matrix, which connects units and is subject to penalties."""
        return len(self.shape) > 1

    def of(self, flat: Array) -> Array:
        """Return the view of this block in `flat`, in its shape."""
        return flat[self.offset : self.offset + self.size].reshape(self.shape)


class Layout:
    """Named blocks one after the other in a flat vector, in the order they were added."""

    def __init__(self) -> None:
        self.blocks: dict[str, Block] = {}
        self.size = 0

    def add(
        self, name: str, shape: tuple[int, ...], running: bool = False, frozen: bool = False, initial: float = 0.0
    ) -> Block:
        """Append a block and return it."""
        block = Block(name, self.size, shape, running, frozen, initial)
        self.blocks[name] = block
        self.size += block.size
        return block

    def initial(self) -> Array:
        """Return a flat vector (n,) of the blocks' initial values."""
        parameters = np.zeros(self.size)
        for block in self.blocks.values():
            block.of(parameters)[:] = block.initial
        return parameters

    def spans(self, by_block: bool = False) -> NDArray[np.int64]:
        """Return the trained spans of the flat vector as rows [first, end, height, width], (k, 4).

        With `by_block` each block has a row, with the height and width of a matrix or zeros; otherwise height and width are
        0 and adjacent blocks share a row.
        """
        spans: list[list[int]] = []
        for block in self.blocks.values():
            if block.running or block.frozen:
                continue
            if by_block:
                shape = block.shape if len(block.shape) == 2 else (0, 0)
                spans.append([block.offset, block.offset + block.size, *shape])
            elif spans and spans[-1][1] == block.offset:
                spans[-1][1] += block.size
            else:
                spans.append([block.offset, block.offset + block.size, 0, 0])
        return np.array(spans, dtype=np.int64).reshape(-1, 4)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return shapes by name; two layouts with equal shapes can exchange their vectors."""
        return {name: block.shape for name, block in self.blocks.items()}
