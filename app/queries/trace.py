"""Trace one sample through the network."""

from numpy.typing import ArrayLike

from app.conversion import to_json
from app.errors import LimitError
from app.protocol.trace import TraceRequest
from app.sessions.limits import check_count
from app.settings import Settings
from engine.errors import InputError
from engine.inspect.finite_differences import PASSES
from engine.inspect.slices import Slices
from engine.inspect.trace.trace import check_layers, class_target, trace, traced_parameters
from engine.train.trainer import Trainer

TRACED_ARRAYS = 18
"""Largest number of values that a trace holds of one parameter."""

MAX_DIFFERENCES = 5_000
"""Largest number of parameters with a finite difference in one trace."""


def trace_json(trainer: Trainer, wanted: TraceRequest, settings: Settings) -> Slices[bytes]:
    """`TraceAnswer`, a job for `Session.ask`."""
    layers = None if wanted.layers is None else frozenset(wanted.layers)
    check_layers(trainer, layers)
    parameters, most = traced_parameters(trainer, layers), settings.max_values // TRACED_ARRAYS
    check_count("layers" if layers else "input", "parameters to trace", parameters, most)
    check_count("input", "numbers of the pass to trace", trainer.network.width, most)
    if wanted.finite_differences:
        samples = 1 if wanted.of == "sample" else len(trainer.batch_under_way())
        work = PASSES * samples * trainer.network.work
        _check_differences(parameters, min(MAX_DIFFERENCES, settings.max_work // max(work, 1)))
    inputs, targets = _sample(trainer, wanted)
    answer = yield from trace.slices(
        trainer, inputs, targets, of=wanted.of, finite_differences=wanted.finite_differences, layers=layers
    )  # fmt: skip
    return to_json(answer)


def _check_differences(count: int, most: int) -> None:
    if count > most:
        detail = f"finite_differences: received {count:,} parameters, expected at most {most:,}."
        remedy = "Name fewer layers, ask for one sample, or check some of the parameters with gradient-check."
        raise LimitError(detail, remedy, field="finite_differences")


def _sample(trainer: Trainer, wanted: TraceRequest) -> tuple[ArrayLike, ArrayLike | None]:
    """Raw inputs (d,) and the loss's targets (k,). Raises InputError for a row that does not exist."""
    if wanted.input is not None:
        target = class_target(trainer, wanted.target) if isinstance(wanted.target, int) else wanted.target
        return wanted.input, target
    is_test, row = wanted.split == "test", wanted.row
    rows = trainer.data.test if is_test else trainer.data.train
    if not len(rows):
        detail = f"Received row {row} of the {wanted.split} rows, but there are none."
        raise InputError(detail, "Choose a row of the other split.", field="split")
    if row is None or row >= len(rows):
        detail = f"Received row {row} of the {wanted.split} rows, expected 0 to {len(rows) - 1}."
        raise InputError(detail, "Choose one of them.", field="row")
    return rows.inputs[row], (trainer.test_targets if is_test else trainer.targets)[row]
