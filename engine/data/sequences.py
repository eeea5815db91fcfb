"""Generated sequences, one after the other in one table of names: what recurrent networks are measured on.

A sample is `steps` time steps of equal width, stored one after the other in a row, (N, steps · d). The target belongs to
the whole sequence, or to each of its steps: then there are (N, steps) classes or (N, steps · k) values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split, train_size
from engine.data.encoding import Labels, Task
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.spec.run import SequenceSpec

Value = bool | int | float | str
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Option:
    """Something a learner can set: a number from `low` to `high`, ends included, or one of `choices`."""

    description: str
    default: Value
    low: float = 0.0
    high: float = 0.0
    choices: tuple[Value, ...] = ()

    def check(self, name: str, value: Value) -> None:
        """ValueError where `value` is none of those."""
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


class Shape(NamedTuple):
    """How a sample is laid out: `steps` of `width` numbers, the targets of `target_steps` of them, and classes."""

    steps: int
    width: int
    target_steps: int = 1
    classes: int = 0


ShapeOf = Callable[[Values], Shape]
Draw = Callable[[int, Values, np.random.Generator], tuple[Array, Array | Labels]]


@dataclass(frozen=True)
class SequenceSet:
    """A generated data set of sequences.

    label: its name for a reader. source: where it comes from. baseline: what is reached without remembering anything.
    input_names: of the numbers of a step, None where they are symbols. shape, draw: of the values of all `options`; draw
    gives (n, steps · width) and the targets, unchecked.
    """

    label: str
    task: Task
    samples: int
    description: str
    source: str
    baseline: str
    options: dict[str, Option]
    shape: ShapeOf
    draw: Draw

    def check(self, given: Mapping[str, Value | None]) -> dict[str, Value]:
        """The value of every option, given or by default. ValueError for one out of range, one that is not of this set,
        and for sequences of too many numbers."""
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
        if shape.steps * shape.width > MAX_NUMBERS:
            raise InputError(
                f"Received sequences of {shape.steps} steps of {shape.width} numbers, expected at most {MAX_NUMBERS} "
                "numbers together.",
                "Shorten them, or set coding to index." if "coding" in self.options else "Shorten them.",
            )
        return values

    def generate(self, n: int, values: Values, rng: np.random.Generator) -> Split:
        """Draw n sequences."""
        inputs, targets = self.draw(n, values, rng)
        return Split(np.ascontiguousarray(inputs), targets)


MAX_NUMBERS = 1024
"""Numbers in one sequence, at most: as many as there may be columns of inputs."""


def load_sequences(spec: "SequenceSpec") -> Dataset:
    """Draw the sequences of a spec and split them: the first ones train."""
    entry = SEQUENCE_SETS[spec.name]
    values = entry.check(spec.options)
    samples = entry.samples if spec.samples is None else spec.samples
    whole, shape = entry.generate(samples, values, np.random.default_rng(spec.seed)), entry.shape(values)
    training = train_size(samples, spec.train_fraction)  # drawn independently of each other: any part is a random one
    return Dataset(
        entry.task,
        shape.classes,
        whole.take(np.arange(training)),
        whole.take(np.arange(training, samples)),
        None,
        steps=shape.steps,
        target_steps=shape.target_steps,
    )


# -- symbols ---------------------------------------------------------------------------------------------------------

CODING = Option(
    "a symbol is a column of its own that is 1, or its number, for an embedding",
    "one_hot",
    choices=("one_hot", "index"),
)
EACH = Option("a target at every step, or one at the end", False, choices=(False, True))


def _length(default: int, low: int, high: int) -> Option:
    return Option("time steps", default, low, high)


def coded(symbols: Labels, kinds: int, coding: Value) -> Array:
    """Symbols (n, steps) as what a network reads: their numbers (n, steps), or one-hot (n, steps · kinds)."""
    if coding == "index":
        return symbols.astype(np.float64)
    hot: Array = (symbols[:, :, None] == np.arange(kinds)).astype(np.float64)  # (n, steps, kinds)
    return hot.reshape(len(symbols), symbols.shape[1] * kinds)


def code_width(kinds: int, coding: Value) -> int:
    """Numbers that a symbol is coded in."""
    return 1 if coding == "index" else kinds


# -- the sets --------------------------------------------------------------------------------------------------------


def _adding(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Array]:
    """Values U[0, 1], each with a marker: 1 at one step of each half, else 0. The target is the sum of the two."""
    steps = int(values["length"])
    numbers, half, rows = rng.uniform(0.0, 1.0, (n, steps)), steps // 2, np.arange(n)
    first, second = rng.integers(0, half, n), rng.integers(half, steps, n)
    markers = np.zeros((n, steps))
    markers[rows, first] = markers[rows, second] = 1.0
    total = numbers[rows, first] + numbers[rows, second]
    return np.stack((numbers, markers), axis=2).reshape(n, -1), total[:, None]


def _copy_shape(values: Values) -> Shape:
    kept, symbols = int(values["kept"]), int(values["symbols"])
    steps = int(values["delay"]) + 2 * kept
    return Shape(steps, code_width(symbols + 2, values["coding"]), steps, symbols + 1)


def _copy(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Labels]:
    """`kept` symbols from 1 on, `delay` steps of which the last says go (the highest symbol) and the others are blank
    (0), then blanks; the target is blank until go is over, then the symbols in their order."""
    kept, symbols, delay = (int(values[name]) for name in ("kept", "symbols", "delay"))
    shown = rng.integers(1, symbols + 1, (n, kept))
    seen = np.zeros((n, delay + 2 * kept), dtype=np.int64)
    wanted = np.zeros_like(seen)
    seen[:, :kept], seen[:, kept + delay - 1] = shown, symbols + 1
    wanted[:, -kept:] = shown
    return coded(seen, symbols + 2, values["coding"]), wanted


def _parity_shape(values: Values) -> Shape:
    steps = int(values["length"])
    return Shape(steps, 1, steps if values["each"] else 1, 2)


def _parity(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Bits 0 and 1; class 1 where the number of ones, so far or in all, is odd."""
    bits = rng.integers(0, 2, (n, int(values["length"])))
    odd = np.cumsum(bits, axis=1) % 2
    return bits.astype(np.float64), odd if values["each"] else odd[:, -1]


DISTRACTORS = 4  # symbols 0 to 3; X is 4, Y is 5


def _order_shape(values: Values) -> Shape:
    return Shape(int(values["length"]), code_width(DISTRACTORS + 2, values["coding"]), 1, 4)


def _order(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Distractors, with an X or a Y in the second tenth and another in the sixth; the classes are XX, XY, YX and YY."""
    steps, rows = int(values["length"]), np.arange(n)
    symbols = rng.integers(0, DISTRACTORS, (n, steps))
    first, second = rng.integers(0, 2, n), rng.integers(0, 2, n)
    tenth = steps / 10
    symbols[rows, rng.integers(int(tenth), int(2 * tenth), n)] = DISTRACTORS + first
    symbols[rows, rng.integers(int(5 * tenth), int(6 * tenth), n)] = DISTRACTORS + second
    return coded(symbols, DISTRACTORS + 2, values["coding"]), 2 * first + second


SHORTEST_PERIOD, LONGEST_PERIOD = 10.0, 30.0  # steps


def _sine_shape(values: Values) -> Shape:
    steps = int(values["length"])
    return Shape(steps, 1, steps if values["each"] else 1)


def _sine(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Array]:
    """Sines of amplitude 1, of any phase and a period of 10 to 30 steps, with a normal error on what is seen; the target
    is the true next value."""
    steps = int(values["length"])
    period, phase = rng.uniform(SHORTEST_PERIOD, LONGEST_PERIOD, (n, 1)), rng.uniform(0.0, 2.0 * np.pi, (n, 1))
    wave = np.sin(2.0 * np.pi * np.arange(steps + 1) / period + phase)
    seen = wave[:, :-1] + float(values["noise"]) * rng.standard_normal((n, steps))
    return seen, wave[:, 1:] if values["each"] else wave[:, -1:]


SEQUENCE_SETS: dict[str, SequenceSet] = {
    "adding": SequenceSet(
        "Adding problem",
        "regression",
        1000,
        "the sum of the two marked numbers of a long row",
        "Hochreiter & Schmidhuber, Neural Computation 9 (1997), in the form of Le, Jaitly & Hinton (2015)",
        "always guessing 1 leaves a mean squared error of 1/6, half squared 1/12",
        {"length": _length(100, 2, MAX_NUMBERS // 2)},
        lambda values: Shape(int(values["length"]), 2),
        _adding,
    ),
    "copy": SequenceSet(
        "Copy memory",
        "multiclass",
        1000,
        "a few symbols, a long silence, then the same symbols again",
        "Hochreiter & Schmidhuber (1997), in the form of Arjovsky, Shah & Bengio (2016)",
        "guessing the symbols leaves a cross-entropy of kept · ln(symbols) / steps",
        {
            "delay": Option("steps of silence", 20, 1, MAX_NUMBERS - 2),
            "kept": Option("symbols to remember", 5, 1, 50),
            "symbols": Option("different symbols", 4, 2, 20),
            "coding": CODING,
        },
        _copy_shape,
        _copy,
    ),
    "parity": SequenceSet(
        "Parity",
        "binary",
        1000,
        "whether the number of ones is odd",
        "Rumelhart, Hinton & Williams, Parallel Distributed Processing 1 (1986), chapter 8",
        "guessing is right for half of them",
        {"length": _length(8, 1, MAX_NUMBERS), "each": EACH},
        _parity_shape,
        _parity,
    ),
    "order": SequenceSet(
        "Temporal order",
        "multiclass",
        1000,
        "in which order two rare symbols came, long ago",
        "Hochreiter & Schmidhuber (1997), experiment 6a, at a fixed length",
        "guessing is right for a quarter",
        {"length": _length(50, 10, MAX_NUMBERS), "coding": CODING},
        _order_shape,
        _order,
    ),
    "sine": SequenceSet(
        "Sine",
        "regression",
        500,
        "the next value of a wave whose period and phase are to be found out",
        "prediction as a task: Elman, Cognitive Science 14 (1990)",
        "repeating the value seen last is off by up to 0.63",
        {
            "length": _length(30, 2, MAX_NUMBERS),
            "each": EACH,
            "noise": Option("standard deviation of a normal error on what is seen", 0.0, 0.0, 0.5),
        },
        _sine_shape,
        _sine,
    ),
}
