"""Answers on the ground that optimizers go over: the loss around a run, and a parameter's way."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from app.errors import LimitError
from app.protocol.landscape import (
    GivenPlane,
    LandscapeRequest,
    ParameterCourse,
    PlaneRequest,
    RandomPlane,
    TrajectoryPlane,
)
from app.protocol.rest import SessionInfo
from app.sessions.answers import to_json
from app.sessions.limits import check_count
from app.sessions.moments import Moment
from app.sessions.session import Session
from app.settings import Settings
from engine.jit import Array
from engine.landscape import Plane, loss_grid, random_plane, trajectory_plane, window_around
from engine.trainer import Trainer

FEWEST = 16
"""Samples that a loss is worth drawing of."""

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
    ways = {run.id: run.moments() for run in runs}
    steady = [run.id for run in runs if run.info().status == "ready"] or list(ways)
    job = partial(_landscape_json, request=request, ways=ways, steady=steady, settings=settings)
    return await session.look(job)


def _shapes(info: SessionInfo) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(block.name, block.offset, tuple(block.shape)) for layer in info.layers for block in layer.blocks]


def _landscape_json(
    trainer: Trainer,
    request: LandscapeRequest,
    ways: Mapping[str, Sequence[Moment]],
    steady: Sequence[str],
    settings: Settings,
) -> bytes:
    n = trainer.parameters.size
    check_count("plane", "numbers in the answer", 3 * n, settings.max_values)
    # single precision holds the last moment less exactly than the run itself
    courses = {name: _parameters(moments, n) for name, moments in ways.items()}
    plane = _plane(trainer, request.plane, [courses[name] for name in steady])
    points = {name: plane.coordinates(course) for name, course in courses.items()}
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
            "captured": plane.captured(np.concatenate([courses[name] for name in steady])),
            "ways": [
                {"session": name, "step": [moment.step for moment in ways[name]], "points": points[name]}
                for name in ways
            ],
        }
    )


def _parameters(moments: Sequence[Moment], n: int) -> Array:
    return np.array([moment.parameters for moment in moments], dtype=np.float64).reshape(-1, n)


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


def parameter_course(session: Session, parameter: int, since: int) -> ParameterCourse:
    """One parameter's way. Raises ValueError for one that the run does not have, LimitError where it is not kept."""
    info = session.info()
    if parameter >= info.parameter_count:
        raise ValueError(
            f"parameter: received {parameter}, expected 0 to {info.parameter_count - 1}. "
            "Add the offset of a block, which the session's layers tell, to a place in it."
        )
    if not session.moments():
        detail = f"The way of {info.parameter_count:,} parameters is too much to be kept."
        raise LimitError(detail, "Take a smaller network; trace tells of the coming step.", field="parameter")
    blocks = [(layer.name, block) for layer in info.layers for block in layer.blocks]
    layer, block = max((each for each in blocks if each[1].offset <= parameter), key=lambda each: each[1].offset)
    moments, names = session.moments(since), list(session.moments()[-1].memory)
    return ParameterCourse(
        parameter=parameter,
        name=f"{layer}.{block.name}",
        index=[int(i) for i in np.unravel_index(parameter - block.offset, block.shape)],
        optimizer=info.spec.optimizer.name,
        step=[moment.step for moment in moments],
        value=[float(moment.parameters[parameter]) for moment in moments],
        gradient=[_from_a_step(moment, moment.gradients[parameter]) for moment in moments],
        update=[_from_a_step(moment, moment.update[parameter]) for moment in moments],
        memory={
            name: [float(moment.memory[name][parameter]) if name in moment.memory else None for moment in moments]
            for name in names
        },
    )


def _from_a_step(moment: Moment, value: float) -> float | None:
    return float(value) if moment.step > 0 else None
