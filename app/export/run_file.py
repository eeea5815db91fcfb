"""Save a run as a file and load it: spec, position, parameters, and everything else that the next step depends on."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from app.conversion import layer_parameters, parameters_json, to_json
from app.errors import AppError
from app.protocol.session.run_file import GeneratorState, RunFile, RunState
from engine.train.snapshot import Snapshot
from engine.train.trainer import Trainer

Number = TypeVar("Number", np.float64, np.int64)

MAX_PARAMETERS = 20_000
"""Files of networks with more parameters have no state, which would be longer than the rest of the file."""

REMEDY = (
    "Give the state as it was saved, or leave it out: training then continues with an empty memory and a new epoch."
)


def run_file_json(trainer: Trainer) -> bytes:
    """Encode a run as a `RunFile`."""
    exact = trainer.network.layout.size <= MAX_PARAMETERS
    head = {
        "format": "backprop-run",
        "version": 1,
        "spec": orjson.Fragment(to_json(trainer.spec)),
        "step": trainer.step,
        "epoch": trainer.epoch,
        "parameters": orjson.Fragment(parameters_json(trainer)),
        "state": _state(trainer.snapshot()) if exact else None,
    }
    return orjson.dumps(head)


def trainer_of(file: RunFile) -> Trainer:
    """Load the run of a file.

    With a state it continues bit for bit as the saved run would have, except that a diverged run may be trained again.
    Without a state the optimizer's memory is empty and a new epoch begins. Raises InputError and AppError, with the
    field that does not fit the spec.
    """
    trainer = Trainer(file.spec)
    if file.parameters is None:
        if file.step or file.epoch or file.state is not None:
            detail = "parameters: received null for a run that has begun, expected its parameters."
            raise AppError(detail, "Give the parameters, or step 0, epoch 0 and no state.", field="parameters")
        return trainer
    trainer.set_parameters(layer_parameters(file.parameters.layers))
    fresh = trainer.snapshot()
    begun = replace(fresh, step=file.step, epoch=file.epoch, previous=fresh.parameters)
    trainer.restore(begun if file.state is None else _continued(begun, file.state, trainer))
    return trainer


# -- the state -----------------------------------------------------------------------------------------------------


def _state(snapshot: Snapshot) -> dict[str, Any]:
    """The `RunState` of a snapshot."""
    return {
        "sample": snapshot.sample,
        "position": snapshot.position,
        "order": _text(snapshot.order),
        "steps_of_optimizer": snapshot.steps_of_optimizer,
        "generator": generator_state(snapshot.generator),
        "gradients": _text(snapshot.gradients),
        "previous": _text(snapshot.previous),
        "memory": _text(snapshot.memory),
    }


def _continued(begun: Snapshot, state: RunState, trainer: Trainer) -> Snapshot:
    """Check the state of a file against its run, and put it into the snapshot `begun`."""
    order = _array(state.order, "order", begun.order)
    generator = numpy_generator(state.generator)
    place = replace(
        begun,
        sample=state.sample,
        position=state.position,
        order=order,
        steps_of_optimizer=state.steps_of_optimizer,
        generator=generator,
    )
    check_place(place, trainer.samples, trainer.batch_size)
    return replace(
        place,
        gradients=_array(state.gradients, "gradients", begun.gradients),
        previous=_array(state.previous, "previous", begun.previous),
        memory=_array(state.memory, "memory", begun.memory),
    )


def check_place(snapshot: Snapshot, samples: int, batch_size: int) -> None:
    """Check that the order of samples in a snapshot, and the position in it, fit a run. Raises AppError."""
    position = snapshot.position
    if not np.array_equal(np.sort(snapshot.order), np.arange(samples)):
        raise _misfit("order", "row numbers that repeat or leave out some", f"each of 0 to {samples - 1} once")
    if position >= samples or position % batch_size:
        expected = f"the beginning of a batch of {batch_size} in {samples} samples"
        raise _misfit("position", str(position), expected)
    under_way = min(batch_size, samples - position)
    if snapshot.sample >= under_way:
        raise _misfit("sample", str(snapshot.sample), f"0 to {under_way - 1}, fewer than the batch under way has")
    if snapshot.steps_of_optimizer > snapshot.step:
        expected = f"at most the {snapshot.step} steps of the run"
        raise _misfit("steps_of_optimizer", str(snapshot.steps_of_optimizer), expected)


def generator_state(generator: Mapping[str, Any]) -> dict[str, Any]:
    """The `GeneratorState` of a generator's state in NumPy's format."""
    return {
        "name": generator["bit_generator"],
        "state": str(generator["state"]["state"]),
        "increment": str(generator["state"]["inc"]),
        "has_uint32": generator["has_uint32"],
        "uinteger": generator["uinteger"],
    }


def numpy_generator(state: GeneratorState) -> dict[str, Any]:
    """The state of a generator in NumPy's format. Raises AppError."""
    number, increment = int(state.state), int(state.increment)
    if number >= 2**128:
        raise _misfit("generator.state", state.state, "a whole number below 2¹²⁸")
    if increment >= 2**128 or increment % 2 == 0:
        raise _misfit("generator.increment", state.increment, "an odd number below 2¹²⁸")
    return {
        "bit_generator": state.name,
        "state": {"state": number, "inc": increment},
        "has_uint32": state.has_uint32,
        "uinteger": state.uinteger,
    }


def _text(array: NDArray[Number]) -> str:
    """Encode an array as base64 of its little-endian bytes."""
    return base64.b64encode(array.astype(array.dtype.newbyteorder("<")).tobytes()).decode("ascii")


def _array(text: str, name: str, like: NDArray[Number]) -> NDArray[Number]:
    """Decode an array with the shape and type of `like`. Raises AppError if the text does not fit, and for NaN."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _misfit(name, f"{text[:20]!r}…", "base64") from error
    if len(content) != 8 * like.size:
        shape = " × ".join(map(str, like.shape))
        raise _misfit(name, f"{len(content)} bytes", f"{8 * like.size}: {shape} numbers of 8 bytes")
    array = np.frombuffer(content, like.dtype.newbyteorder("<")).reshape(like.shape).astype(like.dtype)
    if np.isnan(array).any():
        raise _misfit(name, "NaN", "numbers")
    return array


def _misfit(name: str, received: str, expected: str) -> AppError:
    field = f"state.{name}"
    return AppError(f"{field}: received {received}, expected {expected}.", REMEDY, field=field)
