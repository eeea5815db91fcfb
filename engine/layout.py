"""Where each named block of parameters lies in one flat vector."""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from engine.jit import Array


@dataclass(frozen=True)
class Block:
    """A named array inside a flat vector."""

    name: str
    offset: int
    shape: tuple[int, ...]
    running: bool = False
    """Whether it follows what passes by, as the statistics of batch norm do, and has no gradient."""

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

    def add(self, name: str, shape: tuple[int, ...], running: bool = False) -> Block:
        """Append a block and return it."""
        block = Block(name, self.size, shape, running)
        self.blocks[name] = block
        self.size += block.size
        return block

    def spans(self) -> NDArray[np.int64]:
        """Where the flat vector is trained: [first, end) of each stretch of it, (k, 2)."""
        spans: list[list[int]] = []
        for block in self.blocks.values():
            if block.running:
                continue
            if spans and spans[-1][1] == block.offset:
                spans[-1][1] += block.size
            else:
                spans.append([block.offset, block.offset + block.size])
        return np.array(spans, dtype=np.int64).reshape(-1, 2)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """name -> shape; two layouts with equal shapes can exchange their vectors."""
        return {name: block.shape for name, block in self.blocks.items()}
