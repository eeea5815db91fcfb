"""Generators of sequences, one function for each problem, and the coding of symbols.

A sample is a row of `steps` time steps of equal width, (n, steps · d). A target belongs to the whole sequence, (n,) or
(n, k), or to each time step, (n, steps) or (n, steps · k). Options are passed by name, as in `SequenceSet.options`.
"""

from collections.abc import Mapping

import numpy as np

from engine.compiled.jit import Array
from engine.data.encoding import Labels

Value = bool | int | float | str
Values = Mapping[str, Value]


def coded(symbols: Labels, kinds: int, coding: Value) -> Array:
    """Code symbols (n, steps) as inputs: their indices (n, steps), or one-hot vectors (n, steps · kinds)."""
    if coding == "index":
        return symbols.astype(np.float64)
    hot: Array = (symbols[:, :, None] == np.arange(kinds)).astype(np.float64)  # (n, steps, kinds)
    return hot.reshape(len(symbols), symbols.shape[1] * kinds)


def code_width(kinds: int, coding: Value) -> int:
    """Return the number of inputs that code one of `kinds` symbols."""
    return 1 if coding == "index" else kinds


def adding(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw values U[0, 1], each with a marker: 1 at one time step of each half, otherwise 0. The target is the sum of the
    two marked values."""
    steps = int(values["length"])
    numbers, half, rows = rng.uniform(0.0, 1.0, (n, steps)), steps // 2, np.arange(n)
    first, second = rng.integers(0, half, n), rng.integers(half, steps, n)
    markers = np.zeros((n, steps))
    markers[rows, first] = markers[rows, second] = 1.0
    total = numbers[rows, first] + numbers[rows, second]
    return np.stack((numbers, markers), axis=2).reshape(n, -1), total[:, None]


def copy(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw `kept` symbols from 1 to `symbols`, then `delay` time steps, then `kept` blanks (0).

    The delay is blank except for its last step, which holds the recall signal (symbol `symbols` + 1). The target is
    blank up to the recall signal, then repeats the symbols in order.
    """
    kept, symbols, delay = (int(values[name]) for name in ("kept", "symbols", "delay"))
    shown = rng.integers(1, symbols + 1, (n, kept))
    inputs = np.zeros((n, delay + 2 * kept), dtype=np.int64)
    targets = np.zeros_like(inputs)
    inputs[:, :kept], inputs[:, kept + delay - 1] = shown, symbols + 1
    targets[:, -kept:] = shown
    return coded(inputs, symbols + 2, values["coding"]), targets


def parity(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw bits. The class is 1 if the number of ones, up to the time step or in total, is odd."""
    bits = rng.integers(0, 2, (n, int(values["length"])))
    odd = np.cumsum(bits, axis=1) % 2
    return bits.astype(np.float64), odd if values["each"] else odd[:, -1]


DISTRACTORS = 4
"""Symbols 0 to 3 of `order` are distractors; 4 is X, 5 is Y."""


def order(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw distractors, with an X or a Y in the second tenth and another in the sixth. The classes are XX, XY, YX, YY."""
    steps, rows = int(values["length"]), np.arange(n)
    symbols = rng.integers(0, DISTRACTORS, (n, steps))
    first, second = rng.integers(0, 2, n), rng.integers(0, 2, n)
    tenth = steps / 10
    symbols[rows, rng.integers(int(tenth), int(2 * tenth), n)] = DISTRACTORS + first
    symbols[rows, rng.integers(int(5 * tenth), int(6 * tenth), n)] = DISTRACTORS + second
    return coded(symbols, DISTRACTORS + 2, values["coding"]), 2 * first + second


SHORTEST_PERIOD, LONGEST_PERIOD = 10.0, 30.0
"""Range of the periods of `sine`, in time steps."""


def sine(n: int, values: Values, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw sines of amplitude 1, random phase and a random period, with normal noise on the inputs. The target is the
    next value, without noise."""
    steps = int(values["length"])
    period, phase = rng.uniform(SHORTEST_PERIOD, LONGEST_PERIOD, (n, 1)), rng.uniform(0.0, 2.0 * np.pi, (n, 1))
    wave = np.sin(2.0 * np.pi * np.arange(steps + 1) / period + phase)
    inputs = wave[:, :-1] + float(values["noise"]) * rng.standard_normal((n, steps))
    return inputs, wave[:, 1:] if values["each"] else wave[:, -1:]
