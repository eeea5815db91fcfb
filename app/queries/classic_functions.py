"""Answers on classic functions: optimizers that descend them. They belong to no session."""

from collections.abc import Callable
from functools import partial

import numpy as np

from app.protocol.surfaces import SurfaceRequest
from app.queries.answers import to_json
from app.runner import Runner
from engine.inspect.classic_functions import Descent, Numbers, Point, Surface, descend, surface_grid, surface_of

Told = dict[str, object]
"""What the protocol's `Descent` is made of."""

POINTS = 1200
"""Points of one way that are told at the most."""


async def descents(request: SurfaceRequest, runner: Runner) -> bytes:
    """`SurfaceAnswer`. Raises ValueError for an unknown surface, numbers that it does not take, a start off its ground."""
    surface = surface_of(request.surface)
    numbers = surface.numbers(request.numbers)
    start = request.start or surface.start
    surface.check_start(start)
    ways = []
    for spec in request.optimizers:  # a job each, so that others' turns come in between
        way = partial(descend, surface, numbers, spec.name, spec.values(), start, request.steps)
        ways.append(await runner.run(partial(_told, spec.name, way)))
    return await runner.run(partial(_answer, request, surface, numbers, start, ways))


def _answer(request: SurfaceRequest, surface: Surface, numbers: Numbers, start: Point, ways: list[Told]) -> bytes:
    grid = None if request.resolution is None else surface_grid(surface, numbers, surface.window, request.resolution)
    return to_json(
        {
            "surface": request.surface,
            "numbers": numbers,
            "start": start,
            "minima": surface.minima(numbers),
            "lowest": surface.lowest(numbers),
            "window": surface.window,
            "values": grid,
            "descents": ways,
        }
    )


def _told(optimizer: str, descent: Callable[[], Descent]) -> Told:
    way = descent()
    last = len(way.points) - 1
    chosen = np.unique(np.linspace(0, last, min(POINTS, last + 1)).round().astype(np.int64))
    none = np.full((1, 2), np.nan)
    return {
        "optimizer": optimizer,
        "step": chosen,
        "points": way.points[chosen],
        "values": way.values[chosen],
        "gradient": np.concatenate([none, way.gradients])[chosen],
        "update": np.concatenate([none, np.diff(way.points, axis=0)])[chosen],
        "memory": {name: row[chosen] for name, row in way.memory.items()},
        "diverged": way.diverged,
    }
