"""Run optimizers on classic functions. These queries belong to no session."""

from functools import partial

import numpy as np

from app.conversion import to_json
from app.protocol.surfaces import SurfaceRequest
from app.runner import Runner
from engine.inspect.classic_functions import ClassicFunction, Numbers, Point, classic_function
from engine.inspect.descent import descend
from engine.inspect.slices import Slices
from engine.spec.run import OptimizerSpec

POINTS = 1200
"""Largest number of points of a path in the answer."""


async def run_optimizers(request: SurfaceRequest, runner: Runner) -> bytes:
    """`SurfaceAnswer`. Raises InputError for an unknown function, its parameters and a start that is not allowed."""
    function = classic_function(request.surface)
    numbers = function.numbers(request.numbers)
    start = request.start or function.start
    function.check_start(start)
    paths = [
        await runner.run_sliced(_path(function, numbers, spec, start, request.steps)) for spec in request.optimizers
    ]
    return await runner.run(partial(_answer, request, function, numbers, start, paths))


def _answer(
    request: SurfaceRequest, function: ClassicFunction, numbers: Numbers, start: Point, paths: list[dict[str, object]]
) -> bytes:
    grid = None if request.resolution is None else function.grid(numbers, function.window, request.resolution)
    return to_json(
        {
            "surface": request.surface,
            "numbers": numbers,
            "start": start,
            "minima": function.minima(numbers),
            "lowest": function.lowest(numbers),
            "window": function.window,
            "values": grid,
            "descents": paths,
        }
    )


def _path(
    function: ClassicFunction, numbers: Numbers, spec: OptimizerSpec, start: Point, steps: int
) -> Slices[dict[str, object]]:
    """`Descent` of the protocol, thinned evenly to POINTS."""
    path = yield from descend.slices(function, numbers, spec.name, spec.values(), start, steps)
    last = len(path.points) - 1
    chosen = np.unique(np.linspace(0, last, min(POINTS, last + 1)).round().astype(np.int64))
    none = np.full((1, 2), np.nan)
    return {
        "optimizer": spec.name,
        "step": chosen,
        "points": path.points[chosen],
        "values": path.values[chosen],
        "gradient": np.concatenate([none, path.gradients])[chosen],
        "update": np.concatenate([none, np.diff(path.points, axis=0)])[chosen],
        "memory": {name: row[chosen] for name, row in path.memory.items()},
        "diverged": path.diverged,
    }
