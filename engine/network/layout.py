"""Where each named block of parameters lies in one flat vector."""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array


@dataclass(frozen=True)
class Block:
    """A named array inside a flat vector."""

    name: str
    offset: int
    shape: tuple[int, ...]
    running: bool = False
    """Whether it follows what passes by, as the statistics of batch norm do, and has no gradient."""
    frozen: bool = False
    """Whether its layer is to stay as it is."""

    @property
    def size(self) -> int:
        """Number of parameters."""
        return prod(self.shape)

    @property
    def is_weights(self) -> bool:
        """Whether it connects units, as a matrix does, and is subject to penalties."""
        return len(self.shape) > 1

    def of(self, flat: Array) -> Array:
        """The view of `flat` that this block names, in its shape."""
        return flat[self.offset : self.offset + self.size].reshape(self.shape)


class Layout:
    """Blocks by name, in the order they were added, one behind the other."""

    def __init__(self) -> None:
        self.blocks: dict[str, Block] = {}
        self.size = 0

    def add(self, name: str, shape: tuple[int, ...], running: bool = False, frozen: bool = False) -> Block:
        """Append a block and return it."""
        block = Block(name, self.size, shape, running, frozen)
        self.blocks[name] = block
        self.size += block.size
        return block

    def spans(self, by_block: bool = False) -> NDArray[np.int64]:
        """Where the flat vector is trained: rows [first, end, height, width], (k, 4).

        Height and width are those of a matrix where `by_block` asks for one row a block; else they are 0, and blocks that
        lie side by side make one stretch.
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
        """name -> shape; two layouts with equal shapes can exchange their vectors."""
        return {name: block.shape for name, block in self.blocks.items()}
