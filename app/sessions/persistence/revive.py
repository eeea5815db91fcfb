"""Restore a session from its parts in the store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson
from pydantic import BaseModel, ValidationError

from app.export.snapshot_bytes import UnreadableError, read_header, unpack_snapshot
from app.protocol.base import Unit
from app.sessions.history.checkpoints import Checkpoint, Checkpoints
from app.sessions.history.history import History
from app.sessions.history.measurement import Measurement
from app.sessions.limits import check_spec
from app.sessions.persistence.parts import FORMAT
from app.settings import Settings
from app.store.rows import SessionRow
from engine.errors import InputError
from engine.inspect.probes.metrics import Metrics
from engine.load import load
from engine.spec.run import RunSpec
from engine.train.setup import Setup
from engine.train.trainer import Trainer


class KeptPace(BaseModel):
    """The speed of a playing run; per_second None: as fast as possible."""

    unit: Unit
    per_second: float | None


class Document(BaseModel):
    """The small values of a kept session."""

    format: int
    version: str
    written: float
    spacing: int
    checkpoint_spacing: int
    history_number: int
    data_version: int
    pace: KeptPace | None


@dataclass(frozen=True)
class Revived:
    """A session as it was kept."""

    trainer: Trainer
    history: History
    document: Document


def kept_spec(row: SessionRow) -> RunSpec:
    """The spec of a session's run. The tables that its specs name must be there. Raises UnreadableError."""
    parts = {(part.kind, part.number): part.content for part in row.parts}
    try:
        return RunSpec.model_validate_json(parts["spec", read_header(parts["run", 0])["spec"]])
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        raise UnreadableError(str(error)) from error


def revive(row: SessionRow, spec: RunSpec, settings: Settings) -> Revived:
    """Build the run of a session from its spec, as `kept_spec` reads it, and read its history. The tables that its specs
    name must be there.

    Raises UnreadableError if the parts are damaged or do not fit this version, and LimitError.
    """
    try:
        document = Document.model_validate_json(row.document)
        if document.format != FORMAT:
            raise UnreadableError(f"its format is {document.format}, and this version reads {FORMAT}")
        parts = {(part.kind, part.number): part.content for part in row.parts}
        content = parts["run", 0]
        header = read_header(content)
        trainer = Trainer(spec, check_spec(spec, settings))
        trainer.restore(unpack_snapshot(content, header, spec, trainer.setup))
        checkpoints = Checkpoints(tuple(_checkpoints(parts, trainer)), document.checkpoint_spacing)
        history = History(tuple(_measurements(parts)), document.spacing, checkpoints)
    except (ValidationError, InputError, KeyError, TypeError, ValueError) as error:
        raise UnreadableError(str(error)) from error
    return Revived(trainer, history, document)


def tables_of(row: SessionRow) -> set[str]:
    """The uploaded tables that the specs of a session name."""
    return {part.table for part in row.parts if part.table is not None}


def _measurements(parts: Mapping[tuple[str, int], bytes]) -> Iterable[Measurement]:
    for kind, number in sorted(parts):
        if kind == "history":
            for step, epoch, metrics, norms, deviations in orjson.loads(parts[kind, number]):
                yield Measurement(step, epoch, Metrics(*metrics), tuple(norms), tuple(deviations))


def _checkpoints(parts: Mapping[tuple[str, int], bytes], trainer: Trainer) -> Iterable[Checkpoint]:
    """The checkpoints in the order of their steps."""
    setups: dict[int, tuple[RunSpec, Setup]] = {}
    for kind, step in sorted(parts):
        if kind == "checkpoint":
            header = read_header(parts[kind, step])
            number = header["spec"]
            if number not in setups:
                setups[number] = _setup(RunSpec.model_validate_json(parts["spec", number]), trainer)
            spec, setup = setups[number]
            snapshot = unpack_snapshot(parts[kind, step], header, spec, setup)
            yield Checkpoint(snapshot, Metrics(*header["metrics"]))


def _setup(spec: RunSpec, trainer: Trainer) -> tuple[RunSpec, Setup]:
    """A spec and its setup; they share with the trainer what is the same."""
    if spec == trainer.spec:
        return trainer.spec, trainer.setup
    same = spec.data == trainer.spec.data
    shared = spec.model_copy(update={"data": trainer.spec.data}) if same else spec
    return shared, Setup.of(shared, trainer.data if same else load(spec.data))
