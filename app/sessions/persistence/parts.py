"""The parts of a session in the store, each written only when it has changed.

spec 0, 1, …    the specs that the run and its checkpoints have, as JSON
run 0           the exact state of the run
history 0, 1, … its measurements, CHUNK in each
checkpoint s    the checkpoint at step s
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.conversion import to_json
from app.export.snapshot_bytes import pack_snapshot
from app.sessions.history.checkpoints import Checkpoint, CheckpointLog, capacity
from app.sessions.history.history import METRICS, History
from app.sessions.history.measurement import Measurement
from app.store.rows import Part, SessionChange
from app.version import VERSION
from engine.inspect.probes.metrics import Metrics
from engine.spec.data.own import TableSpec
from engine.spec.run import RunSpec
from engine.train.snapshot import Snapshot

FORMAT = 1
"""Version of the document and of the parts. A change that older servers cannot read needs a new one."""

CHUNK = 16
"""Measurements of the history in one part: of a long history only the end is written."""

CHECKPOINTS, CHECKPOINT_NUMBERS = 100, 250_000
"""Checkpoints of one session, and numbers in them, of 8 bytes at most, that are kept; of more, an even selection."""

CHECKPOINT_SECONDS = 20.0
"""Time between two writes of a playing session's checkpoints."""


@dataclass(frozen=True)
class Captured:
    """A session at one time, in immutable values. document: the small values, as `app.sessions.persistence.revive` reads them.

    document: `history_number`, `data_version`, and the `pace` of a playing run.
    """

    session: str
    snapshot: Snapshot
    history: History
    document: dict[str, Any]


class WrittenParts:
    """Parts of one session in the store, so that only changes are written. Used on the thread of the store."""

    def __init__(self) -> None:
        self._generation = 0
        self._forget()

    def _forget(self) -> None:
        self._specs: dict[int, tuple[int, RunSpec]] = {}  # id of the object -> number in the store, and the object
        self._next_spec = 0
        self._chunks: list[Measurement] = []  # the last measurement of each
        self._thinning = (0, 0)
        self._checkpoints: dict[int, Checkpoint] = {}
        self._checkpoints_written = 0.0

    def change(self, captured: Captured, used: float, generation: int, complete: bool) -> SessionChange:
        """What is to be written. generation: that of the store; if it has grown, earlier changes may be missing there.

        complete: with all checkpoints, which a playing session writes less often.
        """
        whole = generation != self._generation
        if whole:
            self._forget()
        self._generation = 0  # until the change is complete
        change = self._change(captured, used, whole, complete)
        self._generation = generation
        return change

    def _change(self, captured: Captured, used: float, whole: bool, complete: bool) -> SessionChange:
        checkpoints = self._checkpoints
        if complete or captured.document["pace"] is None or used - self._checkpoints_written >= CHECKPOINT_SECONDS:
            checkpoints = {each.step: each for each in kept_checkpoints(captured)}
            self._checkpoints_written = used
        removed: list[tuple[str, int]] = []
        parts = self._spec_parts([captured.snapshot, *(each.snapshot for each in checkpoints.values())], removed)
        parts.append(Part("run", 0, pack_snapshot(captured.snapshot, spec=self._number(captured.snapshot.spec))))
        parts += self._history_parts(captured, removed)
        parts += self._checkpoint_parts(checkpoints, removed)
        document = {
            "format": FORMAT,
            "version": VERSION,
            "written": used,
            "spacing": captured.history.spacing,
            "checkpoint_spacing": captured.history.checkpoints.spacing,
            **captured.document,
        }
        return SessionChange(captured.session, used, orjson.dumps(document), parts, None if whole else removed)

    def _number(self, spec: RunSpec) -> int:
        return self._specs[id(spec)][0]

    def _spec_parts(self, snapshots: Sequence[Snapshot], removed: list[tuple[str, int]]) -> list[Part]:
        """The specs that the store does not have yet; those that no snapshot has any longer are removed."""
        needed = {id(each.spec): each.spec for each in snapshots}
        removed += [("spec", self._specs.pop(key)[0]) for key in [*self._specs] if key not in needed]
        parts = []
        for key, spec in needed.items():
            if key not in self._specs:
                self._specs[key] = self._next_spec, spec
                table = spec.data.table if isinstance(spec.data, TableSpec) else None
                parts.append(Part("spec", self._next_spec, to_json(spec), table))
                self._next_spec += 1
        return parts

    def _history_parts(self, captured: Captured, removed: list[tuple[str, int]]) -> list[Part]:
        """The chunks of measurements that have changed: measurements are only appended, until they are thinned."""
        history = captured.history
        thinning = captured.document["history_number"], history.spacing
        if thinning != self._thinning:
            removed += [("history", number) for number in range(len(self._chunks))]
            self._chunks, self._thinning = [], thinning
        chunks = [history.measurements[begin : begin + CHUNK] for begin in range(0, len(history.measurements), CHUNK)]
        removed += [("history", number) for number in range(len(chunks), len(self._chunks))]
        changed = [
            Part("history", number, pack_measurements(chunk))
            for number, chunk in enumerate(chunks)
            if number >= len(self._chunks) or self._chunks[number] is not chunk[-1]
        ]
        self._chunks = [chunk[-1] for chunk in chunks]
        return changed

    def _checkpoint_parts(self, kept: dict[int, Checkpoint], removed: list[tuple[str, int]]) -> list[Part]:
        removed += [("checkpoint", step) for step in self._checkpoints if step not in kept]
        changed = [
            Part(
                "checkpoint",
                step,
                pack_snapshot(each.snapshot, spec=self._number(each.snapshot.spec), metrics=_values(each.metrics)),
            )
            for step, each in kept.items()
            if self._checkpoints.get(step) is not each
        ]
        self._checkpoints = kept
        return changed


def kept_checkpoints(captured: Captured) -> Sequence[Checkpoint]:
    """The checkpoints to keep: all, or an even selection."""
    snapshot = captured.snapshot
    log = CheckpointLog(min(CHECKPOINTS, capacity(snapshot.parameters.size, snapshot.order.size, CHECKPOINT_NUMBERS)))
    log.restore(captured.history.checkpoints)
    return log.kept.entries


def pack_measurements(measurements: Iterable[Measurement]) -> bytes:
    """Measurements as JSON: [step, epoch, metrics, gradient norms, deviations of the activations]."""
    return orjson.dumps(
        [[m.step, m.epoch, _values(m.metrics), m.gradient_norms, m.activation_stds] for m in measurements]
    )


def _values(metrics: Metrics) -> list[float | None]:
    return [getattr(metrics, name) for name in METRICS]
