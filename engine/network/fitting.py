"""Check which layers can follow each other, and adapt layers to what they read.

The rules are the network builder's own: a layer fits if the builder can build it from what flows into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.data.dataset import Form
from engine.errors import InputError
from engine.network.builders import BUILDERS
from engine.network.layer import INPUTS, Signal
from engine.network.network import check_steps
from engine.network.tape_builder import TapeBuilder
from engine.ops.row import INPUT_SLOT
from engine.spec.base import MAX_UNITS, SpecModel
from engine.spec.data.generated import SequenceSpec
from engine.spec.data.kinds import DataSpec
from engine.spec.data.own import InlineSpec, TableSpec, TextSpec
from engine.spec.layers import (
    DenseSpec,
    EmbeddingSpec,
    LayerSpec,
    OneHotSpec,
    ParallelSpec,
    RecurrentSpec,
    ResidualSpec,
    SimpleLayer,
)
from engine.spec.run import RunSpec

L = TypeVar("L", bound=SpecModel)

INNER_SLOT = 1
"""Slot of every signal except symbols that come straight from the data."""


@dataclass
class Fitting:
    """The fit of layers to data of `width` inputs and one form.

    vocabulary: the inputs are whole numbers below it, which embeddings and one-hot layers read; None for other inputs.
    Answers are cached by layer and signal, so that trying many changes of one network is cheap.
    """

    width: int
    form: Form
    vocabulary: int | None = None
    _after: dict[tuple[int, Signal], Signal | None] = field(default_factory=dict)
    _seen: list[LayerSpec] = field(default_factory=list)  # keeps the ids in `_after` unique

    @property
    def inputs(self) -> Signal:
        """The signal that the first layer reads."""
        slot = INNER_SLOT if self.vocabulary is None else INPUT_SLOT
        return Signal(slot, self.width, INPUTS, self.form.steps, image=self.form.image)

    def after(self, layer: LayerSpec, x: Signal | None) -> Signal | None:
        """The output of a layer that reads `x`; None if it cannot read it."""
        if x is None:
            return None
        key = id(layer), x
        if key not in self._after:
            self._after[key] = _built(layer, x)
            self._seen.append(layer)
        return self._after[key]

    def signals(self, layers: Sequence[LayerSpec]) -> list[Signal | None]:
        """What each layer reads, then what the output layer reads; None from the first layer on that does not fit."""
        signals: list[Signal | None] = [self.inputs]
        for layer in layers:
            signals.append(self.after(layer, signals[-1]))
        return signals

    def fits(self, layers: Sequence[LayerSpec]) -> bool:
        """True if every layer can read what comes before it, and the output layer has as many steps as the targets."""
        end = self.signals(layers)[-1]
        if end is None:
            return False
        try:
            check_steps(end, self.form)
        except InputError:
            return False
        return True

    def fitted(self, layers: Sequence[LayerSpec]) -> list[LayerSpec]:
        """The layers with the settings that follow from the others.

        A recurrent layer returns sequences if another one or targets at every step follow, unless the layers fit as they
        are; a residual block is as wide as what it reads.
        """
        every_step = self.form.target_steps > 1
        recurrent = [at for at, layer in enumerate(layers) if isinstance(layer, RecurrentSpec)]
        last = -1 if self.fits(layers) or not recurrent else recurrent[-1]
        x: Signal | None = self.inputs
        fitted: list[LayerSpec] = []
        for at, layer in enumerate(layers):
            own = layer
            if isinstance(layer, RecurrentSpec) and last >= 0:
                own = _updated(layer, return_sequences=at < last or every_step)
            own = _as_wide_as(own, x)
            x = self.after(own, x)
            fitted.append(own)
        return fitted

    def adapted(self, layers: Sequence[LayerSpec], other_columns: bool = False) -> list[LayerSpec]:
        """The layers that can read these data, with what follows from each other; the rest is left out.

        other_columns: the columns of the data are not the ones that the layers were made for, so branches that read
        columns by number are left out.
        """
        x: Signal = self.inputs
        kept: list[LayerSpec] = []
        for layer in self.fitted(layers):
            if other_columns and isinstance(layer, ParallelSpec) and any(each.inputs for each in layer.branches):
                continue
            made = self.after(_as_wide_as(layer, x), x)
            if made is not None:
                kept.append(layer)
                x = made
        return self.fitted(kept)


def fitting_of(spec: RunSpec) -> Fitting:
    """The fit of layers to the data and features of a spec."""
    form, first = spec.data.form, spec.network.layers[0] if spec.network.layers else None
    vocabulary = vocabulary_of(spec.data)
    if (
        vocabulary is None
        and isinstance(spec.data, InlineSpec | TableSpec)
        and isinstance(first, EmbeddingSpec | OneHotSpec)
    ):
        vocabulary = first.vocabulary  # rows are checked against it when they are loaded
    if spec.features is not None:
        return Fitting(len(spec.features), Form(target_steps=form.target_steps))
    return Fitting(spec.data.size.inputs, form, vocabulary)


def vocabulary_of(data: DataSpec) -> int | None:
    """The number of symbols of data that are symbols coded as whole numbers; None for other data."""
    if not isinstance(data, SequenceSpec | TextSpec) or data.coding != "index":
        return None
    one_hot = data.model_copy(update={"coding": "one_hot"})
    assert one_hot.form.steps is not None
    return one_hot.size.inputs // one_hot.form.steps


def units_of(x: Signal) -> int:
    """The width of a signal at one step, for a sequence of states, else its whole width."""
    return x.width // x.steps if x.per_step and x.steps else x.width


def _built(layer: LayerSpec, x: Signal) -> Signal | None:
    try:
        made = TapeBuilder(x.slot + x.width, BUILDERS).chain([layer], x, "layer")
    except InputError:
        return None
    return Signal(INNER_SLOT, made.width, "", made.steps, made.per_step, made.image)


def _as_wide_as(layer: LayerSpec, x: Signal | None) -> LayerSpec:
    """A residual block whose last dense layer is as wide as the block's input; any other layer unchanged."""
    if not isinstance(layer, ResidualSpec) or x is None or units_of(x) > MAX_UNITS:
        return layer
    last = max((at for at, inner in enumerate(layer.layers) if isinstance(inner, DenseSpec)), default=None)
    if last is None:
        return layer
    inner: list[SimpleLayer] = list(layer.layers)
    inner[last] = _updated(inner[last], units=units_of(x))
    return _updated(layer, layers=inner)


def _updated(layer: L, **fields: Any) -> L:
    """The layer with other values of some fields; itself if they are the same."""
    if all(getattr(layer, name) == value for name, value in fields.items()):
        return layer
    return layer.model_copy(update=fields)
