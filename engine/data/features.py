"""Input features: fixed functions of the two coordinates of a point.

One table of names, from which validation and the catalog derive. Features have no parameters and no gradient.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.data.scaling import Scaling
from engine.errors import InputError


@dataclass(frozen=True)
class Feature:
    """A function of a point. label: its formula to display. function: (N, 2) -> (N,). numpy: the same as an expression."""

    label: str
    function: Callable[[Array], Array]
    numpy: str


FEATURES: dict[str, Feature] = {
    "x1": Feature("x₁", lambda x: x[:, 0], "x[:, 0]"),
    "x2": Feature("x₂", lambda x: x[:, 1], "x[:, 1]"),
    "x1_squared": Feature("x₁²", lambda x: x[:, 0] * x[:, 0], "x[:, 0] * x[:, 0]"),
    "x2_squared": Feature("x₂²", lambda x: x[:, 1] * x[:, 1], "x[:, 1] * x[:, 1]"),
    "x1_x2": Feature("x₁x₂", lambda x: x[:, 0] * x[:, 1], "x[:, 0] * x[:, 1]"),
    "sin_x1": Feature("sin x₁", lambda x: np.sin(x[:, 0]), "np.sin(x[:, 0])"),
    "sin_x2": Feature("sin x₂", lambda x: np.sin(x[:, 1]), "np.sin(x[:, 1])"),
    "cos_x1": Feature("cos x₁", lambda x: np.cos(x[:, 0]), "np.cos(x[:, 0])"),
    "cos_x2": Feature("cos x₂", lambda x: np.cos(x[:, 1]), "np.cos(x[:, 1])"),
}


def expand(inputs: Array, names: Sequence[str]) -> Array:
    """Compute features of every point.

    inputs: (N, 2) coordinates. names: keys of FEATURES, in the order of the columns.
    Returns (N, len(names)) float64, C-contiguous. Raises InputError if the inputs are not two columns, and if names are
    missing, unknown or repeated.
    """
    _check_names(names)
    if inputs.ndim != 2 or inputs.shape[1] != 2:
        raise InputError(
            f"Features need points with two coordinates, shape (N, 2), but the inputs have shape {inputs.shape}.",
            "Leave the features out to feed the inputs as they are.",
        )
    columns = np.empty((inputs.shape[0], len(names)))
    for column, name in enumerate(names):
        columns[:, column] = FEATURES[name].function(inputs)
    return columns


@dataclass(frozen=True)
class Preparation:
    """Map from raw inputs to the network's inputs: scaling, then features; either may be None.

    Hashable, so that it can be a cache key.
    """

    scaling: Scaling | None = None
    features: tuple[str, ...] | None = None

    def __call__(self, inputs: Array) -> Array:
        """Map raw inputs (B, d) -> (B, n_in). Raises InputError as `expand` does."""
        return self.expanded(inputs if self.scaling is None else self.scaling(inputs))

    def expanded(self, scaled: Array) -> Array:
        """Map scaled inputs (B, d) -> (B, n_in). Raises InputError as `expand` does."""
        return scaled if self.features is None else expand(scaled, self.features)


def _check_names(names: Sequence[str]) -> None:
    if not names:
        raise InputError("Received no features, expected at least one.", "Choose from: " + ", ".join(FEATURES) + ".")
    for name in names:
        if name not in FEATURES:
            raise InputError(f"Received the unknown feature {name!r}.", "Choose from: " + ", ".join(FEATURES) + ".")
    if len(set(names)) < len(names):
        raise InputError(
            f"Received a feature twice in {list(names)}, expected each at most once.", "Remove the repeats."
        )
