"""Find the changes of a network's hidden layers that leave a network which can be built."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from pydantic import TypeAdapter

from app.protocol.session.fit import FitAnswer, LayerChoice, OptionRange
from app.sessions.changes.adapt import adapted
from engine.errors import InputError
from engine.layers.kinds import LAYERS
from engine.network.fitting import Fitting, fitting_of, units_of
from engine.network.layer import Signal
from engine.network.network import Network
from engine.spec.layers import DenseSpec, LayerSpec, ParallelSpec, ResidualSpec, flat_layers
from engine.spec.options import LIVE, FieldOption, layer_options
from engine.spec.run import RunSpec

NEW_UNITS = 4
WIDEST = 64
"""A layer of another kind gets the width of its input, up to this number of units."""

LAYER: TypeAdapter[LayerSpec] = TypeAdapter(LayerSpec)

Layers = list[LayerSpec]


def fit_answer(present: RunSpec, wanted: RunSpec, names_layers: bool) -> FitAnswer:
    """The fit of `wanted`, a change of the run `present`; `names_layers`: the change gives the layers themselves."""
    problem = _problem(wanted)
    layers = adapted(present, wanted, names_layers).network.layers
    trial = _Trial(fitting_of(wanted), layers)
    return FitAnswer(
        fits=problem is None,
        problem=problem,
        layers=layers,
        choices=[trial.choice(at) for at in range(len(layers))],
        insertions=[trial.insertion(at) for at in range(len(layers) + 1)],
        options=[trial.options(index) for index in range(len(trial))],
    )


def _problem(spec: RunSpec) -> str | None:
    size = spec.data.size
    inputs = size.inputs if spec.features is None else len(spec.features)
    try:
        Network(spec, inputs, size.outputs, spec.data.form)
    except InputError as error:
        return str(error)
    return None


class _Trial:
    """Tries changes of the hidden layers of one network."""

    def __init__(self, fitting: Fitting, layers: Layers) -> None:
        self._fitting, self._layers = fitting, layers
        self._signals = fitting.signals(layers)
        self._parts = list(_parts(layers))

    def __len__(self) -> int:
        return len(self._parts)

    def _fits(self, layers: Sequence[LayerSpec]) -> bool:
        return self._fitting.fits(self._fitting.fitted(layers))

    def choice(self, at: int) -> LayerChoice:
        """The layers that can replace a layer."""
        before, present, rest = self._layers[:at], self._layers[at], self._layers[at + 1 :]
        kinds: dict[str, LayerSpec] = {}
        for kind in LAYERS:
            layer = present if kind == present.kind else self._new(kind, self._signals[at])
            if kind == present.kind or self._fits([*before, layer, *rest]):
                kinds[kind] = layer
        return LayerChoice(kinds=kinds, removable=self._fits([*before, *rest]))

    def _new(self, kind: str, x: Signal | None) -> LayerSpec:
        """A new layer of a kind that reads `x`: the kind's example, as wide as `x` unless that is very wide."""
        layer: dict[str, Any] = {"kind": kind, **LAYERS[kind].example}
        if x is not None and x.image is None and (x.per_step or x.steps is None) and units_of(x) <= WIDEST:
            layer = _with_units(layer, units_of(x))
        if "vocabulary" in layer and self._fitting.vocabulary is not None:
            layer["vocabulary"] = self._fitting.vocabulary
        return LAYER.validate_python(layer)

    def insertion(self, at: int) -> LayerSpec | None:
        """A layer that can be inserted: dense like the one before, else like a neighbour; None if none of them fits."""
        before, rest = self._layers[:at], self._layers[at:]
        dense = [layer for layer in (*reversed(before), *rest) if isinstance(layer, DenseSpec)]
        like = dense[0].model_copy(update={"frozen": False}) if dense else DenseSpec(units=NEW_UNITS)
        candidates = [like, *before[-1:], *rest[:1]]
        return next((layer for layer in candidates if self._fits([*before, layer, *rest])), None)

    def options(self, index: int) -> dict[str, OptionRange]:
        """The options that can take fewer values than the catalog allows, of the layer at an index among all layers,
        counting those inside blocks."""
        layer, _ = self._parts[index]
        ranges: dict[str, OptionRange] = {}
        for name, option in layer_options(layer.kind).items():
            if name not in LIVE:
                found = self._range(index, name, option)
                if (found.high, found.choices) != (option.high, list(option.choices)):
                    ranges[name] = found
        return ranges

    def _range(self, index: int, name: str, option: FieldOption) -> OptionRange:
        layer, put = self._parts[index]
        present = getattr(layer, name)

        def takes(value: Any) -> bool:
            if value == present:
                return True
            changed = self._fitting.fitted(put(layer.model_copy(update={name: value})))
            remains = getattr(next(islice(flat_layers(changed), index, None)), name) == value
            return remains and self._fitting.fits(changed)

        low, high = option.low, option.high
        if option.whole and high > low and not takes(int(high)):
            high = _largest(takes, int(low), int(high)) if takes(int(low)) else low
        return OptionRange(low=low, high=high, choices=[value for value in option.choices if takes(value)])


def _largest(takes: Callable[[int], bool], low: int, high: int) -> int:
    """The largest accepted value, between `low`, which is accepted, and `high`, which is not."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if takes(middle) else (low, middle)
    return low


def _with_units(layer: Any, units: int) -> Any:
    """The document of a layer with every `units` in it replaced."""
    if isinstance(layer, list):
        return [_with_units(each, units) for each in layer]
    if not isinstance(layer, dict):
        return layer
    return {name: units if name == "units" else _with_units(value, units) for name, value in layer.items()}


def _parts(layers: Layers) -> Iterator[tuple[LayerSpec, Callable[[Any], Layers]]]:
    """Every layer, those inside a block before the block, with a function that puts another one in its place."""
    for at, layer in enumerate(layers):
        if isinstance(layer, ResidualSpec):
            for row, inner in enumerate(layer.layers):
                yield inner, partial(_put_inside, layers, at, None, row)
        elif isinstance(layer, ParallelSpec):
            for number, branch in enumerate(layer.branches):
                for row, inner in enumerate(branch.layers):
                    yield inner, partial(_put_inside, layers, at, number, row)
        yield layer, partial(_put, layers, at)


def _put(layers: Sequence[Any], at: int, new: Any) -> list[Any]:
    return [*layers[:at], new, *layers[at + 1 :]]


def _put_inside(layers: Layers, at: int, branch: int | None, row: int, new: Any) -> Layers:
    """Replace a layer inside a residual block, or of a branch of a parallel one."""
    block = layers[at]
    if isinstance(block, ParallelSpec) and branch is not None:
        inner = block.branches[branch].model_copy(update={"layers": _put(block.branches[branch].layers, row, new)})
        return _put(layers, at, block.model_copy(update={"branches": _put(block.branches, branch, inner)}))
    assert isinstance(block, ResidualSpec)
    return _put(layers, at, block.model_copy(update={"layers": _put(block.layers, row, new)}))
