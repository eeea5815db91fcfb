"""Standardization of inputs, so that the network does not depend on the units of measurement."""

from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.errors import InputError


@dataclass(frozen=True, eq=False)  # hashed by identity, because arrays have no hash
class Scaling:
    """The affine map (x - shift) / scale of each column. shift, scale: (d,)."""

    shift: Array
    scale: Array

    def __call__(self, inputs: Array) -> Array:
        """Scale raw inputs (B, d) -> (B, d)."""
        return (inputs - self.shift) / self.scale


CHUNK = 1024
"""Rows that are processed at once in `mean_and_deviation`, so that they stay in the processor's cache."""


def mean_and_deviation(inputs: Array) -> tuple[Array, Array]:
    """Return the mean and the standard deviation (over N, not N - 1) of every column of `inputs` (N, d), without copying
    all rows."""
    mean = inputs.mean(axis=0)
    squares = np.zeros_like(mean)
    for begin in range(0, len(inputs), CHUNK):
        distance = inputs[begin : begin + CHUNK] - mean
        squares += np.einsum("ij,ij->j", distance, distance)
    return mean, np.sqrt(squares / len(inputs))


def standardization(inputs: Array) -> Scaling:
    """Return the scaling that gives each column of `inputs` (N, d) mean 0 and standard deviation 1.

    A constant column is only centred. Raises InputError if numbers are too large to be squared and summed.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = mean_and_deviation(inputs)
    if not np.isfinite(deviation).all():
        column = int(np.argmin(np.isfinite(deviation)))
        raise InputError(
            f"Received inputs up to {np.abs(inputs[:, column]).max():g} in column {column} to standardize, expected "
            "numbers whose squares can be summed.",
            "Use a larger unit, or set standardize to false.",
        )
    constant = (inputs == inputs[0]).all(axis=0) | (deviation == 0.0)  # rounding may move the mean of equal numbers
    return Scaling(mean, np.where(constant, 1.0, deviation))
