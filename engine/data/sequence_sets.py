"""Data sets of generated sequences, the benchmarks of recurrent networks: one table of names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.compiled.jit import Array
from engine.data import sequences
from engine.data.dataset import MAX_INPUTS, Dataset, Split
from engine.data.encoding import Labels, Task
from engine.data.sequences import DISTRACTORS, Value, Values, code_width
from engine.data.splits import train_size
from engine.errors import InputError


@dataclass(frozen=True)
class Option:
    """A setting of a data set: a number from `low` to `high`, both included, or one of `choices`."""

    description: str
    default: Value
    low: float = 0.0
    high: float = 0.0
    choices: tuple[Value, ...] = ()

    def check(self, name: str, value: Value) -> None:
        """Raise InputError if `value` is out of range or not among the choices."""
        if self.choices:
            if value not in self.choices:
                known = ", ".join(map(str, self.choices))
                raise InputError(
                    f"Received {name} {value!r}, expected one of {known}.", "Leave it out for the default."
                )
        elif isinstance(value, str) or not self.low <= value <= self.high:
            raise InputError(
                f"Received {name} {value!r}, expected {self.low:g} to {self.high:g}.",
                f"Leave it out for {self.default}.",
            )


class SequenceShape(NamedTuple):
    """Shape of a sample: `steps` time steps of `width` numbers, of which `target_steps` have a target; number of classes,
    0 in regression."""

    steps: int
    width: int
    target_steps: int = 1
    classes: int = 0


Generator = Callable[[int, Values, np.random.Generator], tuple[Array, Array | Labels]]


@dataclass(frozen=True)
class SequenceSet:
    """A generated data set of sequences.

    label: name to display. samples: default number of sequences. description: the problem to learn. source: publication.
    baseline: result of a network that remembers nothing, in words. options: settings by name.

    shape: option values -> shape of a sample. generator: `(n, option values, rng) -> inputs (n, steps · width),
    targets`, without checks; call `generate`.
    """

    label: str
    task: Task
    samples: int
    description: str
    source: str
    baseline: str
    options: dict[str, Option]
    shape: Callable[[Values], SequenceShape]
    generator: Generator

    def check(self, given: Mapping[str, Value | None]) -> dict[str, Value]:
        """Return the value of every option, the default if it is missing or None. Raises InputError for an option out of
        range, for one that this data set does not have, and for sequences of too many numbers."""
        for name, value in given.items():
            if value is not None and name not in self.options:
                raise InputError(
                    f"Received {name} for {self.label!r}. It has: {', '.join(self.options)}.", f"Leave {name} out."
                )
        values: dict[str, Value] = {}
        for name, option in self.options.items():
            value = given.get(name)
            values[name] = option.default if value is None else value
            option.check(name, values[name])
        shape = self.shape(values)
        if shape.steps * shape.width > MAX_INPUTS:
            raise InputError(
                f"Received sequences of {shape.steps} steps of {shape.width} numbers, expected at most {MAX_INPUTS} "
                "numbers together.",
                "Shorten them, or set coding to index." if "coding" in self.options else "Shorten them.",
            )
        return values

    def generate(self, n: int, values: Values, rng: np.random.Generator) -> Split:
        """Draw n sequences. `values` has every option, as returned by `check`."""
        inputs, targets = self.generator(n, values, rng)
        return Split(np.ascontiguousarray(inputs), targets)


def load_sequences(
    name: str, samples: int, options: Mapping[str, Value | None], train_fraction: float, seed: int
) -> Dataset:
    """Generate the sequence set `name` and split it: the first sequences train. Raises InputError as `SequenceSet.check`."""
    entry = SEQUENCE_SETS[name]
    values = entry.check(options)
    whole, shape = entry.generate(samples, values, np.random.default_rng(seed)), entry.shape(values)
    training = train_size(samples, train_fraction)  # the sequences are drawn independently, so the split is random
    return Dataset(
        entry.task,
        shape.classes,
        whole.take(np.arange(training)),
        whole.take(np.arange(training, samples)),
        None,
        steps=shape.steps,
        target_steps=shape.target_steps,
    )


# -- the table -------------------------------------------------------------------------------------------------------

CODING = Option(
    "a symbol is a column of its own that is 1, or its number, for an embedding",
    "one_hot",
    choices=("one_hot", "index"),
)
EACH = Option("a target at every step, or one at the end", False, choices=(False, True))


def _length(default: int, low: int, high: int) -> Option:
    return Option("time steps", default, low, high)


def _copy_shape(values: Values) -> SequenceShape:
    kept, symbols = int(values["kept"]), int(values["symbols"])
    steps = int(values["delay"]) + 2 * kept
    return SequenceShape(steps, code_width(symbols + 2, values["coding"]), steps, symbols + 1)


def _parity_shape(values: Values) -> SequenceShape:
    steps = int(values["length"])
    return SequenceShape(steps, 1, steps if values["each"] else 1, 2)


def _order_shape(values: Values) -> SequenceShape:
    return SequenceShape(int(values["length"]), code_width(DISTRACTORS + 2, values["coding"]), 1, 4)


def _sine_shape(values: Values) -> SequenceShape:
    steps = int(values["length"])
    return SequenceShape(steps, 1, steps if values["each"] else 1)


SEQUENCE_SETS: dict[str, SequenceSet] = {
    "adding": SequenceSet(
        "Adding problem",
        "regression",
        1000,
        "the sum of the two marked numbers of a long row",
        "Hochreiter & Schmidhuber, Neural Computation 9 (1997), in the form of Le, Jaitly & Hinton (2015)",
        "always guessing 1 leaves a mean squared error of 1/6, half squared 1/12",
        {"length": _length(100, 2, MAX_INPUTS // 2)},
        lambda values: SequenceShape(int(values["length"]), 2),
        sequences.adding,
    ),
    "copy": SequenceSet(
        "Copy memory",
        "multiclass",
        1000,
        "repeat a few symbols after a long silence",
        "Hochreiter & Schmidhuber (1997), in the form of Arjovsky, Shah & Bengio (2016)",
        "guessing the symbols leaves a cross-entropy of kept · ln(symbols) / steps",
        {
            "delay": Option("steps of silence", 20, 1, MAX_INPUTS - 2),
            "kept": Option("symbols to remember", 5, 1, 50),
            "symbols": Option("different symbols", 4, 2, 20),
            "coding": CODING,
        },
        _copy_shape,
        sequences.copy,
    ),
    "parity": SequenceSet(
        "Parity",
        "binary",
        1000,
        "whether the number of ones is odd",
        "Rumelhart, Hinton & Williams, Parallel Distributed Processing 1 (1986), chapter 8",
        "guessing is right for half of them",
        {"length": _length(8, 1, MAX_INPUTS), "each": EACH},
        _parity_shape,
        sequences.parity,
    ),
    "order": SequenceSet(
        "Temporal order",
        "multiclass",
        1000,
        "in which order two rare symbols came, long ago",
        "Hochreiter & Schmidhuber (1997), experiment 6a, at a fixed length",
        "guessing is right for a quarter",
        {"length": _length(50, 10, MAX_INPUTS), "coding": CODING},
        _order_shape,
        sequences.order,
    ),
    "sine": SequenceSet(
        "Sine",
        "regression",
        500,
        "the next value of a wave whose period and phase are to be found out",
        "prediction as a task: Elman, Cognitive Science 14 (1990)",
        "repeating the value seen last is off by up to 0.63",
        {
            "length": _length(30, 2, MAX_INPUTS),
            "each": EACH,
            "noise": Option("standard deviation of a normal error on what is seen", 0.0, 0.0, 0.5),
        },
        _sine_shape,
        sequences.sine,
    ),
}
