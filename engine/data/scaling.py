"""Standardisation of inputs: what is measured in metres and in millimetres reaches the network alike."""

from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.errors import InputError


@dataclass(frozen=True, eq=False)  # hashed by identity: arrays cannot be
class Scaling:
    """(x - shift) / scale, column by column; both are (d,)."""

    shift: Array
    scale: Array

    def __call__(self, inputs: Array) -> Array:
        """Raw inputs (B, d), scaled, (B, d)."""
        return (inputs - self.shift) / self.scale


CHUNK = 1024
"""Rows whose distance from the mean is taken at once: few enough to stay in the processor's cache."""


def moments(inputs: Array) -> tuple[Array, Array]:
    """Mean and standard deviation, over N, of every column of `inputs` (N, d), without a copy of all rows."""
    mean = inputs.mean(axis=0)
    squares = np.zeros_like(mean)
    for begin in range(0, len(inputs), CHUNK):
        distance = inputs[begin : begin + CHUNK] - mean
        squares += np.einsum("ij,ij->j", distance, distance)
    return mean, np.sqrt(squares / len(inputs))


def standardization(inputs: Array) -> Scaling:
    """The scaling that gives `inputs` (N, d) mean 0 and standard deviation 1; a constant column is only centred.

    The deviation is that of these rows, over N. ValueError for numbers too large to have one.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = moments(inputs)
    if not np.isfinite(deviation).all():
        column = int(np.argmin(np.isfinite(deviation)))
        raise InputError(
            f"Received inputs up to {np.abs(inputs[:, column]).max():g} in column {column} to standardize, expected "
            "numbers whose squares can be summed.",
            "Use a larger unit, or set standardize to false.",
        )
    constant = (inputs == inputs[0]).all(axis=0) | (deviation == 0.0)  # equal numbers' mean may be off by a rounding
    return Scaling(mean, np.where(constant, 1.0, deviation))
