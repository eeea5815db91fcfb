"""Recovery from a divergence: return to the newest state from which training at a lower rate works.

A run that diverges passes through finite states of enormous weights first, from which no learning rate leads back. So
a trainer keeps earlier snapshots, and the newest one is taken from which a lower rate has been tried and lowers the
loss; at worst the initial weights. Which snapshots are kept depends on the steps alone, not on how many were taken at
once.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from engine.compiled.jit import Array
from engine.train.forward import forward
from engine.train.run import Run
from engine.train.setup import Setup
from engine.train.snapshot import VECTORS, Snapshot

MOST_KEPT = 8
"""Snapshots that are kept, at most."""

KEPT_NUMBERS = 2_000_000
"""Numbers in all kept snapshots, at most, unless a single one has more."""

FIRST_SPACING = 64
"""Steps between the first two snapshots."""

NO_SLOTS = np.empty(0, dtype=np.int64)

FEWEST_EVALUATED, MOST_EVALUATED = 64, 1024
"""Training samples that the loss is computed on."""

LOWER = tuple(10.0**-power for power in range(1, 11))
"""Factors of the learning rate that are tried, in order."""

FEWEST_TRIED, MOST_TRIED = 8, 400
"""Steps of one trial."""

TRIED_WORK = 100_000_000
"""Multiply-adds of the forward passes that train in one trial, and of those for one loss, at most, unless the fewest
steps or samples take more."""

KEPT_WORK = 1_000_000_000
"""Multiply-adds of all trials from kept snapshots, at most, unless a single trial takes more. Larger networks return to
the initial weights sooner, so that recovery takes seconds at most and delays nobody else."""

LOSSES = 4
"""Times that the loss is computed in one trial."""


class KeptSnapshots:
    """Snapshots of a run, evenly spaced. If there are too many, every second one is dropped and the spacing doubles."""

    def __init__(self, setup: Setup) -> None:
        fitting = KEPT_NUMBERS // (VECTORS * setup.network.layout.size + setup.samples)
        self._capacity = int(np.clip(fitting, 1, MOST_KEPT))
        self._kept: list[Snapshot] = []
        self._spacing = FIRST_SPACING
        self._is_due = True

    def __iter__(self) -> Iterator[Snapshot]:
        """Iterate over the snapshots, the newest first."""
        return reversed(self._kept)

    def request(self) -> None:
        """Keep the next state in any case, because a change of the run precedes it."""
        self._is_due = True

    def steps_until_due(self, step: int) -> int | None:
        """Return the number of steps from step `step` to the next snapshot, 0 if it is due now, None if none will be."""
        if self._is_due:
            return 0
        return self._kept[-1].step + self._spacing - step if self._capacity > 1 else None

    def keep(self, snapshot: Snapshot) -> None:
        """Add a snapshot."""
        self._is_due = False
        if self._kept and self._kept[-1].step == snapshot.step:
            self._kept.pop()
        if len(self._kept) == self._capacity:
            self._kept = self._kept[::2] if self._capacity > 1 else []
            self._spacing *= 2
        self._kept.append(snapshot)


def recover(run: Run, kept: Sequence[Snapshot]) -> float | None:
    """Return a run that diverged to the newest of the `kept` states (newest first) from which a lower learning rate works,
    at worst to its initial weights.

    Returns the learning rate that was tried, None if none works with the initial weights either.
    """
    start = Run(run.setup).snapshot()
    initial_loss = objective(run.setup, start.parameters)
    sane = (snapshot for snapshot in kept if objective(run.setup, snapshot.parameters) <= initial_loss)
    candidates = ((snapshot, rate) for snapshot in sane for rate in _lower_rates(run.setup))
    for snapshot, rate in islice(candidates, max(KEPT_WORK // _trial_work(run.setup), 1)):
        if _works(run.setup, snapshot, rate):
            run.resume(snapshot)
            return rate
    run.begin()
    return next((rate for rate in _lower_rates(run.setup) if _works(run.setup, start, rate)), None)


def _lower_rates(setup: Setup) -> list[float]:
    """Return the learning rates to try, the highest first."""
    return [float(f"{setup.spec.optimizer.learning_rate * factor:.3g}") for factor in LOWER]


def _works(setup: Setup, snapshot: Snapshot, rate: float) -> bool:
    """Train a copy from a snapshot at a learning rate and return True if each loss is lower than at first."""
    trial = Run(setup.with_learning_rate(rate), snapshot)
    before = objective(setup, trial.parameters)
    steps = _steps(setup) // LOSSES
    return all(trial.take(steps) == steps and objective(setup, trial.parameters) < before for _ in range(LOSSES))


def _steps(setup: Setup) -> int:
    """Return the number of steps of a trial."""
    return int(np.clip(TRIED_WORK // (_sample_work(setup) * setup.batch_size), FEWEST_TRIED, MOST_TRIED))


def _evaluated(setup: Setup) -> int:
    """Return the number of training samples that the loss is computed on."""
    return min(int(np.clip(TRIED_WORK // _sample_work(setup), FEWEST_EVALUATED, MOST_EVALUATED)), setup.samples)


def _trial_work(setup: Setup) -> int:
    """Return the multiply-adds of a trial's forward passes."""
    return _sample_work(setup) * (_steps(setup) * setup.batch_size + (LOSSES + 1) * _evaluated(setup))


def _sample_work(setup: Setup) -> int:
    """Return the multiply-adds of a sample's forward pass."""
    return max(setup.network.work, 1)


def objective(setup: Setup, parameters: Array) -> float:
    """Return the mean loss over evenly spaced training samples plus the penalty; infinity if it is not finite."""
    rows = np.arange(_evaluated(setup)) * setup.samples // _evaluated(setup)
    _, losses = forward(setup.network, parameters, setup.inputs[rows], NO_SLOTS, setup.targets[rows])
    goal = setup.update().objective
    weights = parameters[goal.is_weight > 0.0]
    with np.errstate(all="ignore"):
        scale = 1.0 if goal.mean else float(setup.batch_size)
        penalty = goal.l1 * np.abs(weights).sum() + 0.5 * goal.l2 * np.square(weights).sum()
        total = scale * losses.mean() + penalty
    return float(total) if np.isfinite(total) else np.inf
