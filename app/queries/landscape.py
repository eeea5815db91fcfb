"""Compute the loss landscape of a run, and the history of a parameter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.conversion import to_json
from app.errors import LimitError
from app.protocol.landscape import (
    GivenPlane,
    LandscapeRequest,
    PlaneRequest,
    RandomPlane,
    TrajectoryPlane,
)
from app.protocol.session.info import SessionInfo
from app.sessions.limits import check_count
from app.sessions.session import Session
from app.settings import Settings
from engine.compiled.jit import Array
from engine.errors import InputError
from engine.inspect.loss_landscape import (
    Plane,
    loss_grid,
    random_plane,
    trajectory_plane,
    window_around,
    without_outliers,
)
from engine.inspect.parameter_history import parameter_at
from engine.inspect.slices import Slices
from engine.optim.optimizers import OPTIMIZERS
from engine.train.snapshot import Snapshot
from engine.train.trainer import Trainer

FEWEST = 16
"""Smallest number of samples of which a loss is computed, if the run has as many."""

TRAJECTORY_BYTES = 8 * 4
"""Bytes of a parameter at a point of a trajectory: a number, and copies of it to find the plane."""

QUANTITIES = ("value", "gradient", "update", "effective_rate")

AROUND = 2.0
"""A window on random directions reaches at least from -1 to 1, as in the figures of Li et al. 2018."""


async def landscape(session: Session, request: LandscapeRequest, runs: Sequence[Session], settings: Settings) -> bytes:
    """`LandscapeAnswer`. Raises InputError if the parameters of a run have other shapes, and LimitError."""
    runs = runs or [session]
    for run in runs:
        if _shapes(run.info()) != _shapes(session.info()):
            raise InputError(
                f"sessions: received {run.id[:64]!r}, whose parameters have other shapes than those of this session.",
                "Leave this session out, or give both sessions the same network.",
                field="sessions",
            )
    check_count("plane", "numbers in the answer", 3 * session.info().parameter_count, settings.max_values)
    points = sum(run.recorder.checkpoints + 1 for run in runs)
    with session.memory.extra(TRAJECTORY_BYTES * points * session.info().parameter_count):
        return await _landscape(session, request, runs, settings)


async def _landscape(session: Session, request: LandscapeRequest, runs: Sequence[Session], settings: Settings) -> bytes:
    trajectories = {run.id: await _trajectory(run) for run in runs}
    ready = [run.id for run in runs if run.info().status == "ready"] or list(trajectories)
    near = without_outliers([trajectories[name].parameters for name in ready])
    steady = [name for name, is_near in zip(ready, near, strict=True) if is_near]
    job = partial(_landscape_json, request=request, trajectories=trajectories, steady=steady, settings=settings)
    return await session.read_sliced(job)


@dataclass(frozen=True)
class _Trajectory:
    """The parameters (k, n) of a run at some steps."""

    steps: list[int]
    parameters: Array


async def _trajectory(run: Session) -> _Trajectory:
    """The parameters of a run at its checkpoints and now."""
    now, parameters = await run.read(lambda trainer: (trainer.step, trainer.parameters.copy()))
    kept = [each.snapshot for each in run.recorder.history().checkpoints.entries if each.step < now]
    return _Trajectory(
        [snapshot.step for snapshot in kept] + [now],
        np.array([snapshot.parameters for snapshot in kept] + [parameters]),
    )


def _shapes(info: SessionInfo) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(block.name, block.offset, tuple(block.shape)) for layer in info.layers for block in layer.blocks]


def _landscape_json(
    trainer: Trainer,
    request: LandscapeRequest,
    trajectories: Mapping[str, _Trajectory],
    steady: Sequence[str],
    settings: Settings,
) -> Slices[bytes]:
    plane = _plane(trainer, request.plane, [trajectories[name].parameters for name in steady])
    points = {name: plane.coordinates(each.parameters) for name, each in trajectories.items()}
    shown = np.concatenate([np.zeros((1, 2)), *(points[name] for name in steady)])
    window = request.window or window_around(shown, 0.0 if request.plane.kind == "pca" else AROUND)
    for low, high in window:
        if not low < high:
            detail = f"window: received [{low:g}, {high:g}], expected a low end below a high one."
            raise InputError(detail, "Swap them.", field="window")
    samples = _samples(trainer, request.resolution, settings)
    losses = yield from loss_grid.slices(trainer, plane, window, request.resolution, samples)
    shown_trajectories = [
        {"session": name, "step": each.steps, "points": points[name]} for name, each in trajectories.items()
    ]
    return to_json(
        {
            "centre": plane.centre,
            "first": plane.first,
            "second": plane.second,
            "window": window,
            "resolution": request.resolution,
            "losses": losses,
            "samples": samples,
            "captured": plane.captured(np.concatenate([trajectories[name].parameters for name in steady])),
            "apart": [name for name in trajectories if name not in steady],
            "trajectories": shown_trajectories,
            "ways": shown_trajectories,
        }
    )


def _plane(trainer: Trainer, wanted: PlaneRequest, trajectories: Sequence[Array]) -> Plane:
    match wanted:
        case RandomPlane():
            return random_plane(trainer, trainer.parameters.copy(), wanted.seed)
        case TrajectoryPlane():
            return trajectory_plane(trajectories, trainer.parameters.copy())
        case GivenPlane():
            n = trainer.parameters.size
            for name in ("centre", "first", "second"):
                if len(getattr(wanted, name)) != n:
                    raise InputError(
                        f"plane.{name}: received {len(getattr(wanted, name))} numbers, expected {n}.",
                        "Give one for each parameter of the run.",
                        field=f"plane.{name}",
                    )
            return Plane(np.array(wanted.centre), np.array(wanted.first), np.array(wanted.second))


def _samples(trainer: Trainer, resolution: int, settings: Settings) -> int:
    """Number of training samples to use. Raises LimitError if it would be below FEWEST."""
    fitting = settings.max_work // (resolution**2 * trainer.network.work)
    if fitting < min(FEWEST, trainer.samples):
        detail = f"resolution: received {resolution}² points for {trainer.network.layout.size:,} parameters, too many."
        raise LimitError(detail, "Ask for a lower resolution, or use a smaller network.", field="resolution")
    return min(fitting, trainer.samples)


def parameter_history_json(trainer: Trainer, snapshots: Sequence[Snapshot], parameter: int, since: int) -> bytes:
    """`ParameterHistory`, at the given snapshots and now. Raises InputError for a parameter that does not exist."""
    count = trainer.network.layout.size
    if parameter >= count:
        raise InputError(
            f"parameter: received {parameter}, expected 0 to {count - 1}.",
            "Add the offset of a block, given in the session's layers, to an index in the block.",
            field="parameter",
        )
    blocks = trainer.network.layout.blocks.values()
    block = max((each for each in blocks if each.offset <= parameter), key=lambda each: each.offset)
    kept = [snapshot for snapshot in snapshots if since < snapshot.step < trainer.step]
    now = [trainer.snapshot()] if trainer.step > since else []
    points = [parameter_at(snapshot, block, parameter) for snapshot in kept + now]
    return to_json(
        {
            "parameter": parameter,
            "name": block.name,
            "index": [int(i) for i in np.unravel_index(parameter - block.offset, block.shape)],
            "optimizer": trainer.spec.optimizer.name,
            **{key: [getattr(point, key) for point in points] for key in ("step", *QUANTITIES)},
            "memory": {
                name: [point.memory.get(name) for point in points]
                for name in OPTIMIZERS[trainer.spec.optimizer.name].memory
            },
        }
    )
