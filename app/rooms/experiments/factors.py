"""What an experiment varies: the possible values, and the spec of a run with each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from app.errors import AppError
from app.protocol.rooms.experiments import ExperimentScale, Value, ValueRange, Varied
from app.sessions.changes.merge_patch import patched
from engine.errors import InputError
from engine.layers.initializers import INITIALIZERS
from engine.ops.activations import ACTIVATIONS
from engine.optim.optimizers import OPTIMIZERS
from engine.spec.base import MAX_LAYERS, MAX_SAMPLES, MAX_SEED, MAX_UNITS
from engine.spec.layers import DenseSpec
from engine.spec.run import RunSpec

WIDE = 20.0
"""Ratio of the largest to the smallest of given numbers from which their axis is logarithmic."""

MAX_RATE = 1000.0
"""The largest learning rate of a RunSpec."""

DIGITS = 3
"""Significant digits of the numbers in a range."""


class ImpossibleValueError(AppError):
    """The quantity cannot have this value."""

    kind, title = "impossible-value", "The experiment cannot have this value"


class CannotVaryError(AppError):
    """The run does not have what the experiment varies."""

    kind, title = "cannot-vary", "The experiment cannot vary this"


class Known(Protocol):
    """The values that a quantity may have. expected: in words."""

    @property
    def expected(self) -> str:
        """In words, after "expected"."""

    def __contains__(self, value: object) -> bool: ...

    def label(self, value: Value) -> str:
        """A value in words."""


@dataclass(frozen=True)
class Whole:
    """Whole numbers from `lowest` to `highest`, and perhaps a name."""

    lowest: int
    highest: int
    name: str | None = None

    @property
    def expected(self) -> str:
        """In words."""
        also = "" if self.name is None else f", or {self.name}"
        return f"a whole number from {self.lowest} to {self.highest:,}{also}"

    def __contains__(self, value: object) -> bool:
        if isinstance(value, str):
            return value == self.name
        return isinstance(value, int) and self.lowest <= value <= self.highest

    def label(self, value: Value) -> str:
        """A value in words."""
        return str(value)


@dataclass(frozen=True)
class Rate:
    """Numbers above 0."""

    highest: float

    @property
    def expected(self) -> str:
        """In words."""
        return f"a number above 0, at most {self.highest:,g}"

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float) and 0 < value <= self.highest

    def label(self, value: Value) -> str:
        """A value in words."""
        return f"{value:g}"


@dataclass(frozen=True)
class Names:
    """The names in a table of the engine."""

    table: Mapping[str, Any]

    @property
    def expected(self) -> str:
        """In words."""
        return f"one of {', '.join(self.table)}"

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and value in self.table

    def label(self, value: Value) -> str:
        """A value in words."""
        label: str = self.table[str(value)].label
        return label


@dataclass(frozen=True)
class Factor:
    """A quantity that an experiment varies. words: its name within a sentence. kind: that of its values, which must be in `known`.

    patch: the change of a spec that gives it a value.
    """

    words: str
    kind: Literal["whole", "number", "name"]
    known: Known
    patch: Callable[[RunSpec, Any], Mapping[str, Any]]


def _optimizer(spec: RunSpec, name: str) -> Mapping[str, Any]:
    """Use the default rate of another optimizer: the run's rate was chosen for its own optimizer."""
    if name == spec.optimizer.name or name not in OPTIMIZERS:
        return {"optimizer": {"name": name}}
    return {"optimizer": {"name": name, "learning_rate": OPTIMIZERS[name].learning_rate}}


def _initializer(spec: RunSpec, name: str) -> Mapping[str, Any]:
    """Use the default scale of another initializer."""
    own = {"name": name} if name == spec.network.initializer.name else {"name": name, "scale": None}
    return {"network": {"initializer": own}}


def _hidden(spec: RunSpec) -> Sequence[DenseSpec]:
    """The hidden layers of a network of dense layers. Raises CannotVaryError if it has others."""
    dense = [layer for layer in spec.network.layers if isinstance(layer, DenseSpec)]
    if len(dense) != len(spec.network.layers) or not dense:
        kinds = sorted({layer.kind for layer in spec.network.layers if not isinstance(layer, DenseSpec)})
        received = f"layers of the kind {', '.join(kinds)}" if kinds else "no hidden layer"
        raise CannotVaryError(
            f"vary: received a network with {received}, expected one with dense hidden layers alone.",
            "Give the network dense layers, or vary something else, such as the learning rate.",
            field="vary",
        )
    return dense


def _layers(spec: RunSpec, count: int) -> Mapping[str, Any]:
    """Layers beyond those of the run are like its last one."""
    hidden = _hidden(spec)
    layers = [*hidden[:count], *[hidden[-1]] * (count - len(hidden))]
    return {"network": {"layers": [layer.model_dump() for layer in layers]}}


def _every(field: str) -> Callable[[RunSpec, Any], Mapping[str, Any]]:
    def patch(spec: RunSpec, value: Any) -> Mapping[str, Any]:
        return {"network": {"layers": [{**layer.model_dump(), field: value} for layer in _hidden(spec)]}}

    return patch


FACTORS: Mapping[Varied, Factor] = {
    "seed": Factor("seed", "whole", Whole(0, MAX_SEED), lambda _, value: {"seed": value}),
    "learning_rate": Factor(
        "learning rate", "number", Rate(MAX_RATE), lambda _, value: {"optimizer": {"learning_rate": value}}
    ),
    "optimizer": Factor("optimizer", "name", Names(OPTIMIZERS), _optimizer),
    "layers": Factor("number of hidden layers", "whole", Whole(0, MAX_LAYERS), _layers),
    "units": Factor("number of units in each hidden layer", "whole", Whole(1, MAX_UNITS), _every("units")),
    "activation": Factor("activation function", "name", Names(ACTIVATIONS), _every("activation")),
    "initializer": Factor("initializer", "name", Names(INITIALIZERS), _initializer),
    "batch_size": Factor("batch size", "whole", Whole(1, MAX_SAMPLES, "all"), lambda _, value: {"batch_size": value}),
}


def values_of(vary: Varied, wanted: Sequence[Value] | ValueRange) -> list[Value]:
    """The values of an experiment. Raises ImpossibleValueError."""
    factor = FACTORS[vary]
    values = _in_range(factor, wanted) if isinstance(wanted, ValueRange) else [*wanted]
    for place, value in enumerate(values):
        _check(factor, value)
        if value in values[:place]:
            raise _impossible(factor, f"received {value} twice", "different values", "Leave one out.")
    if len(values) < 2:
        raise _impossible(factor, f"received {values[0]} alone", "two values at least", "Make the range wider.")
    return values


def scale_of(vary: Varied, values: Sequence[Value], wanted: Sequence[Value] | ValueRange) -> ExperimentScale:
    """The axis of the values: as in the range, or that of numbers logarithmic if they differ much."""
    if isinstance(wanted, ValueRange):
        return wanted.scale
    numbers = [value for value in values if not isinstance(value, str)]
    if len(numbers) < len(values):
        return "names"
    return "log" if vary != "seed" and min(numbers) > 0 and max(numbers) / min(numbers) >= WIDE else "linear"


def spec_of(spec: RunSpec, vary: Varied, value: Value, seed: int) -> RunSpec:
    """The spec of a run with a value and a seed. Raises ImpossibleValueError, CannotVaryError."""
    factor = FACTORS[vary]
    try:
        return patched(spec, {"seed": seed, **factor.patch(spec, value)})
    except CannotVaryError:
        raise
    except (AppError, InputError) as error:
        raise ImpossibleValueError(
            f"values: received {value} for the {factor.words}. {error.detail}", error.remedy, field="values"
        ) from error


def _in_range(factor: Factor, wanted: ValueRange) -> list[Value]:
    first, last, most = wanted.first, wanted.last, wanted.count - 1
    if factor.kind == "name":
        raise _impossible(factor, "received a range", "a list of names", "Use names from the catalog.")
    if wanted.scale == "log" and min(first, last) <= 0:
        remedy = "Begin above 0, or use a linear scale."
        raise _impossible(factor, f"received a logarithmic range from {first:g} to {last:g}", "numbers above 0", remedy)
    values: dict[Value, None] = {}
    for place in range(wanted.count):
        share = place / most
        even = first * (last / first) ** share if wanted.scale == "log" else first + share * (last - first)
        value = {0: first, most: last}.get(place, even)
        if factor.kind == "whole":
            values[round(value)] = None
        else:
            values[value if place in (0, most) else float(f"{value:.{DIGITS}g}")] = None
    return list(values)


def _check(factor: Factor, value: Value) -> None:
    """Raise ImpossibleValueError for a value that the quantity never has."""
    if value not in factor.known:
        raise _impossible(factor, f"received {value!r}", factor.known.expected, "Correct this value, or leave it out.")


def _impossible(factor: Factor, received: str, expected: str, remedy: str) -> ImpossibleValueError:
    detail = f"values: {received} for the {factor.words}, expected {expected}."
    return ImpossibleValueError(detail, remedy, field="values")
