"""The input features a learner can switch on: functions of the two coordinates of a point.

One table of names; the choices in the interface, the validation of a run and the catalog derive from it. Features are
fixed functions, not layers: nothing here is trained and no gradient passes through.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.data.scaling import Scaling
from engine.errors import InputError


@dataclass(frozen=True)
class Feature:
    """A named function of a point: `label` is how it is written for a reader, `function` maps (N, 2) to (N,)."""

    label: str
    function: Callable[[Array], Array]


FEATURES: dict[str, Feature] = {
    "x1": Feature("x₁", lambda x: x[:, 0]),
    "x2": Feature("x₂", lambda x: x[:, 1]),
    "x1_squared": Feature("x₁²", lambda x: x[:, 0] * x[:, 0]),
    "x2_squared": Feature("x₂²", lambda x: x[:, 1] * x[:, 1]),
    "x1_x2": Feature("x₁x₂", lambda x: x[:, 0] * x[:, 1]),
    "sin_x1": Feature("sin x₁", lambda x: np.sin(x[:, 0])),
    "sin_x2": Feature("sin x₂", lambda x: np.sin(x[:, 1])),
    "cos_x1": Feature("cos x₁", lambda x: np.cos(x[:, 0])),
    "cos_x2": Feature("cos x₂", lambda x: np.cos(x[:, 1])),
}


def expand(inputs: Array, names: Sequence[str]) -> Array:
    """Compute the named features of every point.

    inputs: (N, 2) coordinates. names: keys of FEATURES, in the order of the columns wanted.
    Returns (N, len(names)) float64, C-contiguous. Raises ValueError for inputs that are not two columns, for no names,
    for a name not in the table and for a name given twice.
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
    """From raw inputs to what the network reads: scaled where the data ask for it, then the features, if any.

    A value that can be hashed, so that what was prepared once can be kept by it.
    """

    scaling: Scaling | None = None
    features: tuple[str, ...] | None = None

    def __call__(self, inputs: Array) -> Array:
        """Raw inputs (B, d) -> (B, n_in). Raises ValueError as `expand` does."""
        return self.expanded(inputs if self.scaling is None else self.scaling(inputs))

    def expanded(self, scaled: Array) -> Array:
        """Scaled inputs (B, d) -> (B, n_in). Raises ValueError as `expand` does."""
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
