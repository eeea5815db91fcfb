"""Recovery from a divergence: return to the newest state from which training at a lower rate works.

A run that diverges passes through finite states of enormous weights first, from which no learning rate leads back. So
a trainer keeps earlier snapshots, and the newest one is taken from which a lower rate has been tried and lowers the
loss; at worst the initial weights. Which snapshots are kept depends on the steps alone, not on how many were taken at
once.
"""

from collections.abc import Iterator, Sequence

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

EVALUATED = 1024
"""Training samples that the loss is computed on, at most."""

LOWER = tuple(10.0**-power for power in range(1, 11))
"""Factors of the learning rate that are tried, in order."""

FEWEST_TRIED, MOST_TRIED = 20, 400
"""Steps of one trial."""

TRIED_WORK = 500_000_000
"""Multiply-adds of one trial's forward passes, at most, unless the fewest steps take more."""

LOOKS = 4
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
    start = Run(run.setup)
    initial_loss = objective(run.setup, start.parameters)
    for snapshot in kept:
        if objective(run.setup, snapshot.parameters) <= initial_loss:
            rate = working_rate(run.setup, snapshot)
            if rate is not None:
                run.resume(snapshot)
                return rate
    run.begin()
    return working_rate(run.setup, start.snapshot())


def working_rate(setup: Setup, snapshot: Snapshot) -> float | None:
    """Return the highest of the lower learning rates with which training from a snapshot lowers the loss, None if there is
    none."""
    for factor in LOWER:
        rate = float(f"{setup.spec.optimizer.learning_rate * factor:.3g}")
        if _works(Run(setup.with_learning_rate(rate), snapshot)):
            return rate
    return None


def _works(trial: Run) -> bool:
    """Train and return True if the loss is lower than at first whenever it is looked at."""
    before = objective(trial.setup, trial.parameters)
    cost = max(trial.network.work * trial.batch_size, 1)
    steps = int(np.clip(TRIED_WORK // cost, FEWEST_TRIED, MOST_TRIED)) // LOOKS
    return all(trial.take(steps) == steps and objective(trial.setup, trial.parameters) < before for _ in range(LOOKS))


def objective(setup: Setup, parameters: Array) -> float:
    """Return the mean loss over the training samples plus the penalty; infinity if it is not a finite number."""
    rows = np.arange(min(setup.samples, EVALUATED)) * setup.samples // min(setup.samples, EVALUATED)
    _, losses, _ = forward(setup.network, parameters, setup.inputs[rows], NO_SLOTS, setup.targets[rows])
    goal = setup.update().objective
    weights = parameters[goal.is_weight > 0.0]
    with np.errstate(all="ignore"):
        scale = 1.0 if goal.mean else float(setup.batch_size)
        penalty = goal.l1 * np.abs(weights).sum() + 0.5 * goal.l2 * np.square(weights).sum()
        total = scale * losses.mean() + penalty
    return float(total) if np.isfinite(total) else np.inf
