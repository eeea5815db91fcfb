"""Split long inspections into short slices, so that a server can do other work in between.

A function decorated with `sliced` is written as a generator: it yields between slices of work, each no longer than a
training step, and returns its result. Calling the function runs all slices and returns the result. Its method
`slices` returns the generator instead, and the caller decides when to run the next slice:

    work = gradient_check.slices(trainer)
    while True:
        try:
            next(work)  # one slice
        except StopIteration as end:
            return end.value  # the result

The run must not change before the last slice. One sliced function calls another by
`result = yield from other.slices(...)`.
"""

from collections.abc import Callable, Generator
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Slices = Generator[None, None, T]
"""Work that yields between slices and returns a T."""


class SlicedFunction(Generic[P, T]):
    """A function that can be run at once (by calling it) or slice by slice (`slices`)."""

    def __init__(self, function: Callable[P, Slices[T]]) -> None:
        self.slices = function
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run all slices and return the result."""
        return finish(self.slices(*args, **kwargs))


def sliced(function: Callable[P, Slices[T]]) -> SlicedFunction[P, T]:
    """Make a sliced function of a generator function."""
    return SlicedFunction(function)


def finish(work: Slices[T]) -> T:
    """Run all remaining slices and return the result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
