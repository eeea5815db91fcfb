"""SampleOrder: the order in which the samples of each epoch are visited, and the position in it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

ORDERS_AHEAD = 1 << 16
"""Rows that are drawn ahead, at most, so that one call of the kernel can run through many short epochs."""


class SampleOrder:
    """Order of the training samples, drawn again for each epoch if `shuffles`.

    rows: order of the current epoch, (samples,). position: place in `rows` at which the next batch begins. epoch: number
    of completed epochs.
    """

    def __init__(
        self,
        samples: int,
        batch_size: int,
        shuffles: bool,
        generator: np.random.Generator,
        rows: Rows | None = None,
        position: int = 0,
        epoch: int = 0,
    ) -> None:
        self._samples, self._batch_size, self._shuffles, self._generator = samples, batch_size, shuffles, generator
        self.rows: Rows = self._draw() if rows is None else rows
        self.position, self.epoch = position, epoch

    @property
    def generator_state(self) -> Mapping[str, Any]:
        """State of the generator that draws the orders."""
        return self._generator.bit_generator.state

    def batch(self) -> Rows:
        """Return the rows of the next batch."""
        return self.rows[self.position : self.position + self._batch_size]

    def steps_left(self) -> int:
        """Return the number of steps to the end of the current epoch."""
        return -(-(self._samples - self.position) // self._batch_size)

    def ahead(self, steps: int) -> tuple[Rows, int]:
        """Return rows of this epoch and the following ones, and the number of steps that they are enough for: `steps`,
        or fewer if these take too many rows. Has to be followed by `move`."""
        left, per_epoch = self.steps_left(), -(-self._samples // self._batch_size)
        if steps <= left:
            return self.rows, steps
        epochs = min(-(-(steps - left) // per_epoch), ORDERS_AHEAD // self._samples)
        rows = np.concatenate([self.rows, *(self._draw() for _ in range(epochs))])
        return rows, min(steps, left + epochs * per_epoch)

    def move(self, rows: Rows, position: int) -> None:
        """Move to a position in the rows that `ahead` returned."""
        passed, self.position = divmod(position, self._samples)
        self.epoch += passed
        if passed:
            following = rows[passed * self._samples : (passed + 1) * self._samples]
            self.rows = following.copy() if following.size else self._draw()  # the copy frees the other rows

    def restarted(self, samples: int, batch_size: int, shuffles: bool) -> "SampleOrder":
        """Return an order of other samples or batches, drawn by the same generator, at the beginning of this epoch."""
        return SampleOrder(samples, batch_size, shuffles, self._generator, epoch=self.epoch)

    def _draw(self) -> Rows:
        return self._generator.permutation(self._samples) if self._shuffles else np.arange(self._samples)
