"""Answers on the ground that optimizers go over: the loss around a run, and a parameter's way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.errors import LimitError
from app.protocol.landscape import (
    GivenPlane,
    LandscapeRequest,
    PlaneRequest,
    RandomPlane,
    TrajectoryPlane,
)
from app.protocol.rest import SessionInfo
from app.queries.answers import to_json
from app.sessions.limits import check_count
from app.sessions.session import Session
from app.settings import Settings
from engine.compiled.jit import Array
from engine.inspect.loss_landscape import (
    Plane,
    loss_grid,
    random_plane,
    trajectory_plane,
    window_around,
    without_outliers,
)
from engine.inspect.parameter_history import parameter_at
from engine.optim.optimizers import OPTIMIZERS
from engine.train.trainer import Snapshot, Trainer

FEWEST = 16
"""Samples that a loss is worth drawing of."""

QUANTITIES = ("value", "gradient", "update", "effective_rate")

AROUND = 2.0
"""A window on random directions reaches at least from -1 to 1, as the authors' pictures do."""


async def landscape(session: Session, request: LandscapeRequest, runs: Sequence[Session], settings: Settings) -> bytes:
    """`LandscapeAnswer`. Raises ValueError where a run's parameters have other shapes, LimitError."""
    runs = runs or [session]
    for run in runs:
        if _shapes(run.info()) != _shapes(session.info()):
            raise ValueError(
                f"sessions: received {run.id[:64]!r}, whose parameters have other shapes than those of the session asked. "
                "Leave it out, or give both the same network."
            )
    check_count("plane", "numbers in the answer", 3 * session.info().parameter_count, settings.max_values)
    ways = {run.id: await _way(run) for run in runs}
    ready = [run.id for run in runs if run.info().status == "ready"] or list(ways)
    near = without_outliers([ways[name].parameters for name in ready])
    steady = [name for name, is_near in zip(ready, near, strict=True) if is_near]
    return await session.look(partial(_landscape_json, request=request, ways=ways, steady=steady, settings=settings))


@dataclass(frozen=True)
class _Course:
    """Where a run was: parameters (k, n) at its steps."""

    steps: list[int]
    parameters: Array


async def _way(run: Session) -> _Course:
    """The moments that are kept of a run, and where it is now."""
    now, parameters = await run.look(lambda trainer: (trainer.step, trainer.parameters.copy()))
    kept = [moment.snapshot for moment in run.record.course().moments.moments if moment.snapshot.step < now]
    return _Course(
        [snapshot.step for snapshot in kept] + [now],
        np.array([snapshot.parameters for snapshot in kept] + [parameters]),
    )


def _shapes(info: SessionInfo) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(block.name, block.offset, tuple(block.shape)) for layer in info.layers for block in layer.blocks]


def _landscape_json(
    trainer: Trainer,
    request: LandscapeRequest,
    ways: Mapping[str, _Course],
    steady: Sequence[str],
    settings: Settings,
) -> bytes:
    plane = _plane(trainer, request.plane, [ways[name].parameters for name in steady])
    points = {name: plane.coordinates(course.parameters) for name, course in ways.items()}
    shown = np.concatenate([np.zeros((1, 2)), *(points[name] for name in steady)])
    window = request.window or window_around(shown, 0.0 if request.plane.kind == "pca" else AROUND)
    for low, high in window:
        if not low < high:
            raise ValueError(f"window: received [{low:g}, {high:g}], expected a low end below a high one. Swap them.")
    samples = _samples(trainer, request.resolution, settings)
    return to_json(
        {
            "centre": plane.centre,
            "first": plane.first,
            "second": plane.second,
            "window": window,
            "resolution": request.resolution,
            "losses": loss_grid(trainer, plane, window, request.resolution, samples),
            "samples": samples,
            "captured": plane.captured(np.concatenate([ways[name].parameters for name in steady])),
            "apart": [name for name in ways if name not in steady],
            "ways": [{"session": name, "step": course.steps, "points": points[name]} for name, course in ways.items()],
        }
    )


def _plane(trainer: Trainer, wanted: PlaneRequest, courses: Sequence[Array]) -> Plane:
    match wanted:
        case RandomPlane():
            return random_plane(trainer, trainer.parameters.copy(), wanted.seed)
        case TrajectoryPlane():
            return trajectory_plane(courses, trainer.parameters.copy())
        case GivenPlane():
            n = trainer.parameters.size
            for name in ("centre", "first", "second"):
                if len(getattr(wanted, name)) != n:
                    raise ValueError(
                        f"plane.{name}: received {len(getattr(wanted, name))} numbers, expected {n}. "
                        "Give one for each parameter of the run."
                    )
            return Plane(np.array(wanted.centre), np.array(wanted.first), np.array(wanted.second))


def _samples(trainer: Trainer, resolution: int, settings: Settings) -> int:
    """How many training samples are used. Raises LimitError where hardly any could be."""
    fitting = settings.max_work // (resolution**2 * trainer.network.work)
    if fitting < min(FEWEST, trainer.samples):
        detail = f"resolution: received {resolution}² points for {trainer.network.layout.size:,} parameters, too many."
        raise LimitError(detail, "Ask for fewer cells on a side, or take a smaller network.", field="resolution")
    return min(fitting, trainer.samples)


def parameter_course_json(trainer: Trainer, moments: Sequence[Snapshot], parameter: int, since: int) -> bytes:
    """`ParameterCourse`, at the moments that are kept and now. Raises ValueError for one that the run does not have."""
    count = trainer.network.layout.size
    if parameter >= count:
        raise ValueError(
            f"parameter: received {parameter}, expected 0 to {count - 1}. "
            "Add the offset of a block, which the session's layers tell, to a place in it."
        )
    blocks = trainer.network.layout.blocks.values()
    block = max((each for each in blocks if each.offset <= parameter), key=lambda each: each.offset)
    kept = [snapshot for snapshot in moments if since < snapshot.step < trainer.step]
    now = [trainer.snapshot()] if trainer.step > since else []
    course = [parameter_at(snapshot, block, parameter) for snapshot in kept + now]
    return to_json(
        {
            "parameter": parameter,
            "name": block.name,
            "index": [int(i) for i in np.unravel_index(parameter - block.offset, block.shape)],
            "optimizer": trainer.spec.optimizer.name,
            **{key: [getattr(moment, key) for moment in course] for key in ("step", *QUANTITIES)},
            "memory": {
                name: [moment.memory.get(name) for moment in course]
                for name in OPTIMIZERS[trainer.spec.optimizer.name].memory
            },
        }
    )
