"""Run the engine's optimizers on classic functions, with the same kernels that train networks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.compiled.jit import Array, entry
from engine.inspect.classic_functions import ClassicFunction, Numbers, Point
from engine.inspect.slices import Slices, sliced
from engine.optim import optimizers
from engine.optim.optimizer import MEMORY
from engine.optim.optimizers import OPTIMIZERS

STEPS_PER_SLICE = 50


@dataclass(frozen=True)
class Descent:
    """The path of an optimizer over k steps.

    points (k + 1, 2) and values (k + 1,) from the start on; gradients (k, 2) as the steps received them; memory: the
    optimizer's, by the names of its formula, (k + 1, 2) each. diverged: the step, counted from 1, whose numbers were not
    finite, which is left out; None if all are finite.
    """

    points: Array
    values: Array
    gradients: Array
    memory: dict[str, Array]
    diverged: int | None


@sliced
def descend(
    function: ClassicFunction, numbers: Numbers, optimizer: str, h: ArrayLike, start: Point, steps: int
) -> Slices[Descent]:
    """Take `steps` steps of an optimizer with hyperparameters h, learning rate first, from `start`.

    `numbers` are the function's own parameters. An optimizer of matrices treats both coordinates like biases. Raises
    InputError for parameters the function does not have and for a start that is not allowed.
    """
    numbers = function.numbers(numbers)
    function.check_start(start)
    walk = _Walk(function, numbers, optimizer, np.array(h, dtype=np.float64), start)
    for done in range(0, steps, STEPS_PER_SLICE):
        yield
        for t in range(done + 1, min(done + STEPS_PER_SLICE, steps) + 1):
            if not walk.step(t):
                return walk.descent(t)
    return walk.descent(None)


class _Walk:
    """A descent under way: the point P (2,), the optimizer's memory S, and copies of both after every step."""

    def __init__(self, function: ClassicFunction, numbers: Numbers, optimizer: str, h: Array, start: Point) -> None:
        self._function, self._numbers, self._h = function, numbers, h
        self._code, self._names = optimizers.CODES[optimizer], OPTIMIZERS[optimizer].memory
        self._low, self._high = np.array(function.allowed).T
        self._P, self._S = np.array(start, dtype=np.float64), np.zeros((MEMORY, 2))
        self._points, self._memory = [self._P.copy()], [self._S.copy()]
        self._gradients: list[Array] = []

    def step(self, t: int) -> bool:
        """Take step t, counted from 1. Returns False, with nothing recorded, if a number is not finite."""
        P, S = self._P, self._S
        with np.errstate(all="ignore"):
            G = np.array(self._function.gradient(P[0], P[1], self._numbers, t))
            _step(self._code, P, G, S.reshape(-1), np.array([0, 2, 0, 0]), self._h, t, np.empty(0))
            np.clip(P, self._low, self._high, out=P)
            value = self._function.value(P[0], P[1], self._numbers)
        if not (np.isfinite(P).all() and np.isfinite(S).all() and np.isfinite(value)):
            return False
        self._points.append(P.copy())
        self._gradients.append(G)
        self._memory.append(S.copy())
        return True

    def descent(self, diverged: int | None) -> Descent:
        """The steps recorded so far."""
        points, memory = np.array(self._points), np.array(self._memory)
        values = self._function.value(points[:, 0], points[:, 1], self._numbers)
        named = {name: memory[:, row] for row, name in enumerate(self._names)}
        return Descent(points, values, np.array(self._gradients).reshape(-1, 2), named, diverged)


@entry
def _step(code: int, P: Array, G: Array, S: Array, span: NDArray[np.int64], h: Array, t: int, work: Array) -> None:
    optimizers.step(code, P, G, S, span, h, t, work)
